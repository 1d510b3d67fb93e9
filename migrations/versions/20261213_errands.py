"""定时事务: when each was last done"""

import sqlalchemy as sa
from alembic import op

revision = "20261213_errands"
down_revision = "20261212_assessment_facts"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "errand_runs",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("began_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("failed_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_errand_runs")),
    )


def downgrade() -> None:
    op.drop_table("errand_runs")
