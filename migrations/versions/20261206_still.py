"""报送记录: whether a finding was told beside those before it, and on which lines of the chat it stood."""

import sqlalchemy as sa
from alembic import op

revision = "20261206_still"
down_revision = "20261206_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_entries", sa.Column("quoted_lines", sa.Text(), nullable=True))
    op.add_column("report_entries", sa.Column("further", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("report_entries", "further")
    op.drop_column("report_entries", "quoted_lines")
