"""Paper forms and what was keyed in from them.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_form",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("response_uuid", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_paper_form_campaign_id"),
        sa.ForeignKeyConstraint(["name_id"], ["name.id"], name="fk_paper_form_name_id"),
        sa.ForeignKeyConstraint(
            ["response_uuid"], ["response.uuid"], name="fk_paper_form_response_uuid"
        ),
        sa.ForeignKeyConstraint(
            ["version"], ["questionnaire_version.digest"], name="fk_paper_form_version"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_paper_form"),
        sa.UniqueConstraint("campaign_id", "number", name="uq_paper_form_campaign_id_number"),
        sa.UniqueConstraint("name_id", "version", name="uq_paper_form_name_id_version"),
    )
    op.create_index("ix_paper_form_campaign_id", "paper_form", ["campaign_id"])
    op.create_index("ix_paper_form_name_id", "paper_form", ["name_id"])
    op.create_table(
        "paper_entry",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name="fk_paper_entry_by_id"),
        sa.ForeignKeyConstraint(["form_id"], ["paper_form.id"], name="fk_paper_entry_form_id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_entry"),
        sa.UniqueConstraint("form_id", "ordinal", name="uq_paper_entry_form_id_ordinal"),
    )


def downgrade() -> None:
    op.drop_table("paper_entry")
    op.drop_index("ix_paper_form_name_id", table_name="paper_form")
    op.drop_index("ix_paper_form_campaign_id", table_name="paper_form")
    op.drop_table("paper_form")
