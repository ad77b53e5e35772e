"""The probability of a desk that was drawn in proportion to its size.

Cells of earlier draws have none: their desks were drawn with equal probabilities.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("quota_cell", sa.Column("by_size", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("quota_cell", "by_size")
