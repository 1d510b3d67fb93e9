"""动态口令, 密码设置时间, 会话的第二次验证"""

import sqlalchemy as sa
from alembic import op

revision = "20261216_identity"
down_revision = "20261215_undo"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_recovery_codes_code_sha256")),
    )
    with op.batch_alter_table("recovery_codes") as batch_op:
        batch_op.create_index("ix_recovery_codes_user", ["user_id"])

    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    with op.batch_alter_table("sessions") as batch_op:
        batch_op.add_column(sa.Column("second_at", MOMENT, nullable=True))

    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("password_set_at", MOMENT, nullable=True))
        batch_op.drop_constraint(op.f("ck_users_reset_pair"), type_="check")
        batch_op.create_check_constraint(op.f("ck_users_reset_pair"), "reset_by IS NULL OR reset_at IS NOT NULL")


def downgrade() -> None:
    op.execute("UPDATE users SET reset_at = NULL WHERE reset_by IS NULL")  # by command: there was no such thing before
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_constraint(op.f("ck_users_reset_pair"), type_="check")
        batch_op.create_check_constraint(op.f("ck_users_reset_pair"), "(reset_by IS NULL) = (reset_at IS NULL)")
        batch_op.drop_column("password_set_at")

    with op.batch_alter_table("sessions") as batch_op:
        batch_op.drop_column("second_at")

    op.drop_table("second_factors")
    with op.batch_alter_table("recovery_codes") as batch_op:
        batch_op.drop_index("ix_recovery_codes_user")

    op.drop_table("recovery_codes")
