"""Files with the points of assessed rows, self-scored and verified; the newest counts.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessed_file",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("brought_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_assessed_file_campaign_id_campaign"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assessed_file"),
    )
    op.create_index("ix_assessed_file_campaign_id", "assessed_file", ["campaign_id"])


def downgrade() -> None:
    op.drop_table("assessed_file")
