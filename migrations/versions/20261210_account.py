"""问责事项、约谈: measures with what they rest on, talks with their steps; a 督办函 may carry out a measure."""

import sqlalchemy as sa

revision = "20261210_account"
down_revision = "20261209_assessments"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
