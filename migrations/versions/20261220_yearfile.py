"""大件导出: a table of its own."""

import sqlalchemy as sa
from alembic import op

revision = "20261220_yearfile"
down_revision = "20261217_privacy"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("assessment_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("asked_by", sa.String(length=30), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("heard_at", MOMENT, nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("at_hand", sa.String(length=80), nullable=False),
        sa.Column("trouble", sa.String(length=300), nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_exports_assessment_id")),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_exports_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_exports_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    with op.batch_alter_table("exports") as batch_op:
        batch_op.create_index("ix_exports_state", ["state", "id"])
        batch_op.create_index("ix_exports_town", ["town_id", "id"])


def downgrade() -> None:
    with op.batch_alter_table("exports") as batch_op:
        batch_op.drop_index("ix_exports_town")
        batch_op.drop_index("ix_exports_state")

    op.drop_table("exports")
