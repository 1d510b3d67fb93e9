"""催办: which unit was asked for what and when; messages for the group's robot."""

import sqlalchemy as sa
from alembic import op

revision = "20261206_urging"
down_revision = "20261206_still"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "robot_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=True),
        sa.Column("trouble", sa.String(length=200), nullable=False),
        sa.Column("doubt", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("part <= parts", name=op.f("ck_robot_messages_parts")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_robot_messages_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robot_messages")),
    )
    op.create_index("ix_robot_messages_unit", "robot_messages", ["unit_id", "id"])
    op.create_index("ix_robot_messages_state", "robot_messages", ["state", "not_before"])
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=24), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["robot_messages.id"], name=op.f("fk_reminders_message_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reminders_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("matter", "on_day", name=op.f("uq_reminders_matter_on_day")),
    )
    op.create_index("ix_reminders_unit", "reminders", ["unit_id", "on_day"])
    op.create_index("ix_reminders_message_id", "reminders", ["message_id"])


def downgrade() -> None:
    op.drop_table("reminders")
    op.drop_table("robot_messages")
