"""导入记录, and tasks that follow from no target (临时交办)."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_imports"
down_revision = "20261126_find"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", sa.String(length=30), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (applied_at IS NULL)", name=op.f("ck_imports_applied")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_imports_undone_pair")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_imports_programme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_imports_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_owner", "imports", ["made_by_id", "state", "id"], unique=False)
    op.create_index("ix_imports_unit", "imports", ["unit_id", "id"], unique=False)
    with op.batch_alter_table("tasks") as tasks:
        tasks.alter_column("target_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Tasks without a target have no place in the older tables: while there are any, the step down is refused."""
    with op.batch_alter_table("tasks") as tasks:
        tasks.alter_column("target_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("imports")
