"""Sizes of the desks' lists, for planning; public draws by several parties.

A campaign created before this revision has no sizes: planning reads its files instead. Nothing
of an earlier draw changes.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_size",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("desk", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_desk_size_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_size"),
        sa.UniqueConstraint("campaign_id", "desk", name="uq_desk_size_campaign_id_desk"),
    )
    op.create_index("ix_desk_size_campaign_id", "desk_size", ["campaign_id"], unique=False)
    op.create_table(
        "ceremony",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by", sa.Text(), nullable=True),
        sa.Column("frame_digest", sa.String(length=64), nullable=True),
        sa.Column("roster_digest", sa.String(length=64), nullable=True),
        sa.Column("design_digest", sa.String(length=64), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("number_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number_by", sa.String(length=36), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=36), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("manifest", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_ceremony_campaign_id"),
        sa.ForeignKeyConstraint(["number_by"], ["user.id"], name="fk_ceremony_number_by"),
        sa.ForeignKeyConstraint(["confirmed_by"], ["user.id"], name="fk_ceremony_confirmed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_ceremony"),
        sa.UniqueConstraint("campaign_id", "act", name="uq_ceremony_campaign_id_act"),
    )
    op.create_index("ix_ceremony_campaign_id", "ceremony", ["campaign_id"], unique=False)
    op.create_table(
        "ceremony_share",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ceremony_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=True),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("secret", sa.String(length=64), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["ceremony_id"], ["ceremony.id"], name="fk_ceremony_share_ceremony_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ceremony_share"),
        sa.UniqueConstraint("ceremony_id", "party", name="uq_ceremony_share_ceremony_id_party"),
    )


def downgrade() -> None:
    op.drop_table("ceremony_share")
    op.drop_index("ix_ceremony_campaign_id", table_name="ceremony")
    op.drop_table("ceremony")
    op.drop_index("ix_desk_size_campaign_id", table_name="desk_size")
    op.drop_table("desk_size")
