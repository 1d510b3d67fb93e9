"""屏幕签字: one-time codes to the phone, 会签台 with its units and the people confirmed there."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_glass"
down_revision = "20261128_signature_method"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    _passes()
    _tables()
    op.create_table(
        "signing_table_units",
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["table_id"], ["signing_tables.id"], name=op.f("fk_signing_table_units_table_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_signing_table_units_unit_id")),
        sa.PrimaryKeyConstraint("table_id", "unit_id", name=op.f("pk_signing_table_units")),
    )
    op.create_table(
        "signing_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["table_id"], ["signing_tables.id"], name=op.f("fk_signing_seats_table_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["signing_slots.id"], name=op.f("fk_signing_seats_slot_id")),
        sa.ForeignKeyConstraint(["signature_id"], ["signatures.id"], name=op.f("fk_signing_seats_signature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_seats")),
    )
    op.create_index("ix_signing_seats_table", "signing_seats", ["table_id", "ended_at"], unique=False)


def _passes() -> None:
    op.create_table(
        "signing_passes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["slot_id"], ["signing_slots.id"], name=op.f("fk_signing_passes_slot_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_signing_passes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_passes")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_signing_passes_token_sha256")),
    )
    op.create_index("ix_signing_passes_slot", "signing_passes", ["slot_id", "user_id"], unique=False)


def _tables() -> None:
    op.create_table(
        "signing_tables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=30), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("closed_by", sa.String(length=30), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_signing_tables_closed_pair")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_signing_tables_programme_id")),
        sa.ForeignKeyConstraint(["host_id"], ["users.id"], name=op.f("fk_signing_tables_host_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_tables")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_signing_tables_token_sha256")),
    )
    op.create_index("ix_signing_tables_programme", "signing_tables", ["programme_id"], unique=False)


def downgrade() -> None:
    for name in ("signing_seats", "signing_table_units", "signing_tables", "signing_passes"):
        op.drop_table(name)
