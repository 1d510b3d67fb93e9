"""改前内容: former values for taking back"""

import sqlalchemy as sa
from alembic import op

revision = "20261215_undo"
down_revision = "20261213_errands"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "undo_steps",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_name", sa.String(length=30), nullable=False),
        sa.Column("permission", sa.String(length=40), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("removes", sa.Boolean(), nullable=False),
        sa.Column("former", sa.Text(), nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", sa.String(length=30), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_undo_steps")),
    )
    with op.batch_alter_table("undo_steps") as batch_op:
        batch_op.create_index("ix_undo_steps_bin", ["unit_id", "removes", "at"])
        batch_op.create_index("ix_undo_steps_user", ["user_id", "at"])


def downgrade() -> None:
    with op.batch_alter_table("undo_steps") as batch_op:
        batch_op.drop_index("ix_undo_steps_user")
        batch_op.drop_index("ix_undo_steps_bin")

    op.drop_table("undo_steps")
