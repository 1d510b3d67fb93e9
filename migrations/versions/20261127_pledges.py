"""层层签订: papers of 社 and households under a letter, their wording, shares and photos (features C1, C4)."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_pledges"
down_revision = "20261127_signing"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "pledge_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("per_sheet", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=30), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("per_sheet IN (1, 2)", name=op.f("ck_pledge_templates_per_sheet")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_pledge_templates_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_templates")),
        sa.UniqueConstraint("programme_id", "kind", name=op.f("uq_pledge_templates_programme_id_kind")),
    )
    op.create_table(
        "pledge_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("per_sheet", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_texts")),
        sa.UniqueConstraint("sha256", name=op.f("uq_pledge_texts_sha256")),
    )
    op.create_table(
        "pledge_stacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("media", sa.String(length=40), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("added_by", sa.String(length=30), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_pledge_stacks_count")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_pledge_stacks_letter_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_pledge_stacks_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_stacks")),
    )
    op.create_index("ix_pledge_stacks_letter", "pledge_stacks", ["letter_id"])
    op.create_table(
        "pledges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("village", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("group_name", sa.String(length=60), nullable=False),
        sa.Column("head", sa.String(length=30), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.String(length=30), nullable=False),
        sa.Column("stack_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(length=30), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=True),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'signed') = (signed_on IS NOT NULL)", name=op.f("ck_pledges_signed")),
        sa.CheckConstraint("(signed_on IS NULL) = (stack_id IS NULL)", name=op.f("ck_pledges_stack")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_pledges_letter_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["pledges.id"], name=op.f("fk_pledges_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_pledges_unit_id")),
        sa.ForeignKeyConstraint(["text_id"], ["pledge_texts.id"], name=op.f("fk_pledges_text_id")),
        sa.ForeignKeyConstraint(["stack_id"], ["pledge_stacks.id"], name=op.f("fk_pledges_stack_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledges")),
        sa.UniqueConstraint("letter_id", "serial", name=op.f("uq_pledges_letter_id_serial")),
    )
    op.create_index("ix_pledges_letter_kind_state", "pledges", ["letter_id", "kind", "state"])
    op.create_index("ix_pledges_parent", "pledges", ["parent_id"])
    op.create_index("ix_pledges_unit", "pledges", ["unit_id", "kind"])
    op.create_table(
        "pledge_divisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("basis", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_pledge_divisions_letter_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["pledges.id"], name=op.f("fk_pledge_divisions_parent_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_pledge_divisions_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_divisions")),
    )
    op.create_index("ix_pledge_divisions_letter_parent_task", "pledge_divisions", ["letter_id", "parent_id", "task_id"])
    op.create_table(
        "pledge_shares",
        sa.Column("division_id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("demand", sa.String(length=100), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_pledge_shares_amount")),
        sa.ForeignKeyConstraint(["division_id"], ["pledge_divisions.id"], name=op.f("fk_pledge_shares_division_id")),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledges.id"], name=op.f("fk_pledge_shares_pledge_id")),
        sa.PrimaryKeyConstraint("division_id", "pledge_id", name=op.f("pk_pledge_shares")),
    )
    op.create_index("ix_pledge_shares_pledge", "pledge_shares", ["pledge_id"])


def downgrade() -> None:
    for table in ("pledge_shares", "pledge_divisions", "pledges", "pledge_stacks", "pledge_texts", "pledge_templates"):
        op.drop_table(table)
