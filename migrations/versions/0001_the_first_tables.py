"""The first tables: campaigns, people, samples, fieldwork, officials, audit.

Ballots and access codes have no row numbers on SQLite: only their random key orders them.

Revision: 0001, after nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_campaign_id", "audit_entry", ["campaign_id"], unique=False)
    op.create_table(
        "questionnaire_version",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("parsed", sa.Text(), nullable=False),
        sa.Column("scoring", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_questionnaire_version"),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("login", name="uq_user_login"),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("frame_digest", sa.String(length=64), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("closing_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_asked_by", sa.String(length=36), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name="fk_campaign_closed_by"),
        sa.ForeignKeyConstraint(
            ["closing_asked_by"], ["user.id"], name="fk_campaign_closing_asked_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("slug", name="uq_campaign_slug"),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_device_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
    )
    op.create_index("ix_device_user_id", "device", ["user_id"], unique=False)
    op.create_table(
        "campaign_file",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_campaign_file_campaign_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_file"),
        sa.UniqueConstraint("campaign_id", "name", name="uq_campaign_file_campaign_id_name"),
    )
    op.create_index("ix_campaign_file_campaign_id", "campaign_file", ["campaign_id"], unique=False)
    op.create_table(
        "closing",
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_closing_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_closing"),
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("response_uuid", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("collector_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_conflict_campaign_id"),
        sa.ForeignKeyConstraint(["collector_id"], ["user.id"], name="fk_conflict_collector_id"),
        sa.PrimaryKeyConstraint("id", name="pk_conflict"),
        sa.UniqueConstraint("response_uuid", "digest", name="uq_conflict_response_uuid_digest"),
    )
    op.create_index("ix_conflict_campaign_id", "conflict", ["campaign_id"], unique=False)
    op.create_index("ix_conflict_response_uuid", "conflict", ["response_uuid"], unique=False)
    op.create_table(
        "draw_record",
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_draw_record_campaign_id"
        ),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_draw_record"),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_membership_campaign_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_membership_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
        sa.UniqueConstraint(
            "campaign_id",
            "user_id",
            "role",
            "scope",
            name="uq_membership_campaign_id_user_id_role_scope",
        ),
    )
    op.create_index("ix_membership_campaign_id", "membership", ["campaign_id"], unique=False)
    op.create_index("ix_membership_user_id", "membership", ["user_id"], unique=False)
    op.create_table(
        "post_office",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_post_office_campaign_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_post_office"),
        sa.UniqueConstraint("campaign_id", "code", name="uq_post_office_campaign_id_code"),
    )
    op.create_index("ix_post_office_campaign_id", "post_office", ["campaign_id"], unique=False)
    op.create_table(
        "quota_cell",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=40), nullable=False),
        sa.Column("district", sa.String(length=40), nullable=True),
        sa.Column("desk", sa.String(length=40), nullable=True),
        sa.Column("agency_type", sa.String(length=20), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("stratum", sa.String(length=80), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=True),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("list_size", sa.Integer(), nullable=False),
        sa.Column("units_in_stratum", sa.Integer(), nullable=False),
        sa.Column("units_drawn", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("handed_out", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.CheckConstraint("accepted + rejected <= received", name="ck_quota_cell_counted_once"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_quota_cell_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quota_cell"),
        sa.UniqueConstraint("campaign_id", "key", name="uq_quota_cell_campaign_id_key"),
    )
    op.create_index("ix_quota_cell_campaign_id", "quota_cell", ["campaign_id"], unique=False)
    op.create_table(
        "respondent_group",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("questionnaire", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_respondent_group_campaign_id"
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire"],
            ["questionnaire_version.digest"],
            name="fk_respondent_group_questionnaire",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_respondent_group"),
        sa.UniqueConstraint("campaign_id", "code", name="uq_respondent_group_campaign_id_code"),
    )
    op.create_index(
        "ix_respondent_group_campaign_id", "respondent_group", ["campaign_id"], unique=False
    )
    op.create_table(
        "sign_in_card",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_sign_in_card_campaign_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_sign_in_card_user_id"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_sign_in_card"),
    )
    op.create_index("ix_sign_in_card_campaign_id", "sign_in_card", ["campaign_id"], unique=False)
    op.create_index("ix_sign_in_card_user_id", "sign_in_card", ["user_id"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("parent", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_unit_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
        sa.UniqueConstraint("campaign_id", "code", name="uq_unit_campaign_id_code"),
    )
    op.create_index("ix_unit_campaign_id", "unit", ["campaign_id"], unique=False)
    op.create_table(
        "access_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_access_code_campaign_id"
        ),
        sa.ForeignKeyConstraint(["cell_id"], ["quota_cell.id"], name="fk_access_code_cell_id"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_access_code"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_access_code_campaign_id", "access_code", ["campaign_id"], unique=False)
    op.create_index("ix_access_code_cell_id", "access_code", ["cell_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("collector_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_assignment_campaign_id"),
        sa.ForeignKeyConstraint(["cell_id"], ["quota_cell.id"], name="fk_assignment_cell_id"),
        sa.ForeignKeyConstraint(["collector_id"], ["user.id"], name="fk_assignment_collector_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
        sa.UniqueConstraint("campaign_id", "number", name="uq_assignment_campaign_id_number"),
    )
    op.create_index("ix_assignment_campaign_id", "assignment", ["campaign_id"], unique=False)
    op.create_index("ix_assignment_cell_id", "assignment", ["cell_id"], unique=False)
    op.create_index("ix_assignment_collector_id", "assignment", ["collector_id"], unique=False)
    op.create_table(
        "ballot",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("ticket_hash", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_ballot_campaign_id"),
        sa.ForeignKeyConstraint(["cell_id"], ["quota_cell.id"], name="fk_ballot_cell_id"),
        sa.PrimaryKeyConstraint("key", name="pk_ballot"),
        sa.UniqueConstraint("ticket_hash", name="uq_ballot_ticket_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ballot_campaign_id", "ballot", ["campaign_id"], unique=False)
    op.create_index("ix_ballot_cell_id", "ballot", ["cell_id"], unique=False)
    op.create_table(
        "name",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.String(length=36), nullable=True),
        sa.Column("disposition", sa.String(length=20), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name="fk_name_assignment_id"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_name_campaign_id"),
        sa.ForeignKeyConstraint(["cell_id"], ["quota_cell.id"], name="fk_name_cell_id"),
        sa.ForeignKeyConstraint(["replaces"], ["name.id"], name="fk_name_replaces"),
        sa.PrimaryKeyConstraint("id", name="pk_name"),
        sa.UniqueConstraint("cell_id", "position", name="uq_name_cell_id_position"),
    )
    op.create_index("ix_name_assignment_id", "name", ["assignment_id"], unique=False)
    op.create_index("ix_name_campaign_id", "name", ["campaign_id"], unique=False)
    op.create_index("ix_name_campaign_opened", "name", ["campaign_id", "opened_at"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("collector_id", sa.String(length=36), nullable=False),
        sa.Column("disposition", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_contact_campaign_id"),
        sa.ForeignKeyConstraint(["collector_id"], ["user.id"], name="fk_contact_collector_id"),
        sa.ForeignKeyConstraint(["name_id"], ["name.id"], name="fk_contact_name_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    op.create_index("ix_contact_campaign_id", "contact", ["campaign_id"], unique=False)
    op.create_index("ix_contact_name_id", "contact", ["name_id"], unique=False)
    op.create_table(
        "identity",
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["name_id"], ["name.id"], name="fk_identity_name_id"),
        sa.PrimaryKeyConstraint("name_id", name="pk_identity"),
    )
    op.create_table(
        "response",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("name_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("collector_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("paradata", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_response_campaign_id"),
        sa.ForeignKeyConstraint(["cell_id"], ["quota_cell.id"], name="fk_response_cell_id"),
        sa.ForeignKeyConstraint(["collector_id"], ["user.id"], name="fk_response_collector_id"),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_response_device_id"),
        sa.ForeignKeyConstraint(["name_id"], ["name.id"], name="fk_response_name_id"),
        sa.ForeignKeyConstraint(
            ["version"], ["questionnaire_version.digest"], name="fk_response_version"
        ),
        sa.PrimaryKeyConstraint("uuid", name="pk_response"),
    )
    op.create_index("ix_response_campaign_id", "response", ["campaign_id"], unique=False)
    op.create_index(
        "ix_response_campaign_received", "response", ["campaign_id", "received_at"], unique=False
    )
    op.create_index("ix_response_cell_id", "response", ["cell_id"], unique=False)
    op.create_index("ix_response_collector_id", "response", ["collector_id"], unique=False)
    op.create_index("ix_response_name_id", "response", ["name_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("response_uuid", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name="fk_review_by_id"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_review_campaign_id"),
        sa.ForeignKeyConstraint(
            ["response_uuid"], ["response.uuid"], name="fk_review_response_uuid"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.UniqueConstraint("response_uuid", "number", name="uq_review_response_uuid_number"),
    )
    op.create_index("ix_review_campaign_id", "review", ["campaign_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_review_campaign_id", table_name="review")
    op.drop_table("review")
    op.drop_index("ix_response_name_id", table_name="response")
    op.drop_index("ix_response_collector_id", table_name="response")
    op.drop_index("ix_response_cell_id", table_name="response")
    op.drop_index("ix_response_campaign_received", table_name="response")
    op.drop_index("ix_response_campaign_id", table_name="response")
    op.drop_table("response")
    op.drop_table("identity")
    op.drop_index("ix_contact_name_id", table_name="contact")
    op.drop_index("ix_contact_campaign_id", table_name="contact")
    op.drop_table("contact")
    op.drop_index("ix_name_campaign_opened", table_name="name")
    op.drop_index("ix_name_campaign_id", table_name="name")
    op.drop_index("ix_name_assignment_id", table_name="name")
    op.drop_table("name")
    op.drop_index("ix_ballot_cell_id", table_name="ballot")
    op.drop_index("ix_ballot_campaign_id", table_name="ballot")
    op.drop_table("ballot")
    op.drop_index("ix_assignment_collector_id", table_name="assignment")
    op.drop_index("ix_assignment_cell_id", table_name="assignment")
    op.drop_index("ix_assignment_campaign_id", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index("ix_access_code_cell_id", table_name="access_code")
    op.drop_index("ix_access_code_campaign_id", table_name="access_code")
    op.drop_table("access_code")
    op.drop_index("ix_unit_campaign_id", table_name="unit")
    op.drop_table("unit")
    op.drop_index("ix_sign_in_card_user_id", table_name="sign_in_card")
    op.drop_index("ix_sign_in_card_campaign_id", table_name="sign_in_card")
    op.drop_table("sign_in_card")
    op.drop_index("ix_respondent_group_campaign_id", table_name="respondent_group")
    op.drop_table("respondent_group")
    op.drop_index("ix_quota_cell_campaign_id", table_name="quota_cell")
    op.drop_table("quota_cell")
    op.drop_index("ix_post_office_campaign_id", table_name="post_office")
    op.drop_table("post_office")
    op.drop_index("ix_membership_user_id", table_name="membership")
    op.drop_index("ix_membership_campaign_id", table_name="membership")
    op.drop_table("membership")
    op.drop_table("draw_record")
    op.drop_index("ix_conflict_response_uuid", table_name="conflict")
    op.drop_index("ix_conflict_campaign_id", table_name="conflict")
    op.drop_table("conflict")
    op.drop_table("closing")
    op.drop_index("ix_campaign_file_campaign_id", table_name="campaign_file")
    op.drop_table("campaign_file")
    op.drop_index("ix_device_user_id", table_name="device")
    op.drop_table("device")
    op.drop_table("campaign")
    op.drop_table("user")
    op.drop_table("questionnaire_version")
    op.drop_index("ix_audit_entry_campaign_id", table_name="audit_entry")
    op.drop_table("audit_entry")
