"""临时交办: a task may be about a row of a register."""

import sqlalchemy as sa
from alembic import op

revision = "20261208_row_tasks"
down_revision = "20261207_studies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tasks") as batch_op:
        batch_op.add_column(sa.Column("register_row_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_tasks_register_row_id"), "register_rows", ["register_row_id"], ["id"])
        batch_op.create_index("ix_tasks_register_row", ["register_row_id"])


def downgrade() -> None:
    with op.batch_alter_table("tasks") as batch_op:
        batch_op.drop_index("ix_tasks_register_row")
        batch_op.drop_constraint(op.f("fk_tasks_register_row_id"), type_="foreignkey")
        batch_op.drop_column("register_row_id")
