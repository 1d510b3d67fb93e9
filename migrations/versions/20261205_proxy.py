"""单位别名: what people call a unit in the group, beside its name and short name."""

import sqlalchemy as sa
from alembic import op

revision = "20261205_proxy"
down_revision = "20261204_report_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("units", sa.Column("aliases", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("units", "aliases")
