"""Changes of quota cells after the draw, and cells that no chance filled.

A moved target and a replaced commune need a second person, so they wait in a table of their
own; cells of every campaign so far were filled by the draw.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "quota_cell",
        sa.Column("probability", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.add_column(
        "quota_cell",
        sa.Column("source", sa.String(length=20), nullable=False, server_default="draw"),
    )
    op.add_column("quota_cell", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "cell_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("place_in_order", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_cell_change_campaign_id"
        ),
        sa.ForeignKeyConstraint(["cell_id"], ["quota_cell.id"], name="fk_cell_change_cell_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name="fk_cell_change_asked_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name="fk_cell_change_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_cell_change"),
        sa.UniqueConstraint(
            "campaign_id", "place_in_order", name="uq_cell_change_campaign_id_place_in_order"
        ),
    )
    op.create_index("ix_cell_change_campaign_id", "cell_change", ["campaign_id"])
    op.create_index("ix_cell_change_cell_id", "cell_change", ["cell_id"])


def downgrade() -> None:
    op.drop_table("cell_change")
    op.drop_column("quota_cell", "stopped_at")
    op.drop_column("quota_cell", "source")
    op.drop_column("quota_cell", "probability")
