"""考核事实, frozen with each result"""

import sqlalchemy as sa
from alembic import op

revision = "20261212_assessment_facts"
down_revision = "20261211_desk"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "assessment_facts",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("rubric", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_assessment_facts_assessment_id")),
        sa.PrimaryKeyConstraint("assessment_id", "edition", "stage", name=op.f("pk_assessment_facts")),
    )


def downgrade() -> None:
    op.drop_table("assessment_facts")
