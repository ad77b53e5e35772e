"""Versions of questionnaires that are brought to a running campaign, and their recodes.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _version(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_questionnaire_version"
    return sa.ForeignKeyConstraint([column], ["questionnaire_version.digest"], name=name)


def _campaign(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_campaign_id_campaign"
    return sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "brought_version",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("brought_by", sa.Text(), nullable=False),
        _campaign("brought_version"),
        _version("brought_version", "digest"),
        sa.PrimaryKeyConstraint("id", name="pk_brought_version"),
        sa.UniqueConstraint("campaign_id", "digest", name="uq_brought_version_campaign_id_digest"),
    )
    op.create_index("ix_brought_version_campaign_id", "brought_version", ["campaign_id"])
    op.create_table(
        "recode",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("old", sa.String(), nullable=False),
        sa.Column("new", sa.String(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        _campaign("recode"),
        _version("recode", "old"),
        _version("recode", "new"),
        sa.PrimaryKeyConstraint("id", name="pk_recode"),
        sa.UniqueConstraint(
            "campaign_id", "old", "new", "item", name="uq_recode_campaign_id_old_new_item"
        ),
    )
    op.create_index("ix_recode_campaign_id", "recode", ["campaign_id"])


def downgrade() -> None:
    op.drop_table("recode")
    op.drop_table("brought_version")
