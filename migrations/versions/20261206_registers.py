"""台账: registers whose columns are rows, what is entered in them, and imports that are about one."""

import sqlalchemy as sa
from alembic import op

revision = "20261206_registers"
down_revision = "20261206_urging"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "registers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("name_title", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("village_fills", sa.Boolean(), nullable=False),
        sa.Column("ready_key", sa.String(length=24), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_registers_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registers")),
        sa.UniqueConstraint("town_id", "name", name=op.f("uq_registers_town_id_name")),
    )
    op.create_table(
        "register_fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("unit_word", sa.String(length=12), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("must", sa.Boolean(), nullable=False),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["register_id"], ["registers.id"], name=op.f("fk_register_fields_register_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_fields")),
    )
    op.create_index("ix_register_fields_register", "register_fields", ["register_id", "position"])
    op.create_table(
        "register_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("initials", sa.String(length=60), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_reason", sa.String(length=200), nullable=True),
        sa.Column("closed_by", sa.String(length=30), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(closed_on IS NULL) = (closed_by IS NULL)", name=op.f("ck_register_rows_closed")),
        sa.ForeignKeyConstraint(["register_id"], ["registers.id"], name=op.f("fk_register_rows_register_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_register_rows_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_rows")),
    )
    op.create_index("ix_register_rows_register_unit", "register_rows", ["register_id", "unit_id"])
    op.create_index("ix_register_rows_unit", "register_rows", ["unit_id"])
    with op.batch_alter_table("imports") as batch:
        batch.add_column(sa.Column("register_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_imports_register_id"), "registers", ["register_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("imports") as batch:
        batch.drop_constraint(op.f("fk_imports_register_id"), type_="foreignkey")
        batch.drop_column("register_id")
    op.drop_table("register_rows")
    op.drop_table("register_fields")
    op.drop_table("registers")
