"""签订: slots, records, authorisations, objections; 签字栏安排 of templates; who vouched for a reset account."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_signing"
down_revision = "20261126_register"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    """New columns stay empty in old rows, so that their digests hold; the slots of letters issued before are opened by
    an audited deed when the upgraded site is opened (actions/slots.py)."""
    with op.batch_alter_table("letters") as letters:
        letters.add_column(sa.Column("places", sa.Text(), nullable=True))
        letters.add_column(sa.Column("signing", sa.String(24), nullable=True))
        letters.add_column(sa.Column("signed_on", sa.Date(), nullable=True))
        letters.create_check_constraint(op.f("ck_letters_signing"), "signing IS NULL OR state <> 'draft'")
    op.add_column("letter_templates", sa.Column("signing", sa.Text(), nullable=True))
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("confirmed_by", sa.Integer(), nullable=True))
        users.add_column(sa.Column("confirmed_at", MOMENT, nullable=True))
        users.create_foreign_key(op.f("fk_users_confirmed_by"), "users", ["confirmed_by"], ["id"])
        users.create_check_constraint(
            op.f("ck_users_confirmed_pair"), "(confirmed_by IS NULL) = (confirmed_at IS NULL)"
        )
    _tables()


def _tables() -> None:
    op.create_table(
        "signing_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=10), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("post", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("seal", sa.Boolean(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_signing_slots_letter_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_signing_slots_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_slots")),
        sa.UniqueConstraint("letter_id", "side", "place", name=op.f("uq_signing_slots_letter_id_side_place")),
    )
    op.create_index("ix_signing_slots_unit", "signing_slots", ["unit_id", "signature_id"], unique=False)
    op.create_table(
        "proxies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=30), nullable=False),
        sa.Column("proxy", sa.String(length=30), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("scan_sha256", sa.String(length=64), nullable=False),
        sa.Column("scan_name", sa.String(length=200), nullable=False),
        sa.Column("media", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("withdrawn_by", sa.String(length=30), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_proxies_dates")),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_proxies_withdrawn_pair")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_proxies_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxies")),
    )
    op.create_index("ix_proxies_unit", "proxies", ["unit_id"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(24), nullable=False),
        sa.Column("capacity", sa.String(24), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("holder", sa.String(length=30), nullable=False),
        sa.Column("proxy_id", sa.Integer(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(length=30), nullable=False),
        sa.Column("mark_sha256", sa.String(length=64), nullable=False),
        sa.Column("strokes_sha256", sa.String(length=64), nullable=False),
        sa.Column("kept_at", sa.String(length=60), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("record_sha256", sa.String(length=64), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_signatures_letter_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["signatures.id"], name=op.f("fk_signatures_previous_id")),
        sa.ForeignKeyConstraint(["proxy_id"], ["proxies.id"], name=op.f("fk_signatures_proxy_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["signing_slots.id"], name=op.f("fk_signatures_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
    )
    op.create_index("ix_signatures_letter", "signatures", ["letter_id"], unique=False)
    op.create_index("ix_signatures_slot", "signatures", ["slot_id"], unique=False)
    op.create_table(
        "objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=True),
        sa.Column("clause", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("answered_by", sa.String(length=30), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_objections_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    op.create_index("ix_objections_letter", "objections", ["letter_id", "state"], unique=False)


def downgrade() -> None:
    for table in ("objections", "signatures", "proxies", "signing_slots"):
        op.drop_table(table)
    with op.batch_alter_table("users") as users:
        users.drop_constraint(op.f("ck_users_confirmed_pair"), type_="check")
        users.drop_constraint(op.f("fk_users_confirmed_by"), type_="foreignkey")
        users.drop_column("confirmed_at")
        users.drop_column("confirmed_by")
    op.drop_column("letter_templates", "signing")
    with op.batch_alter_table("letters") as letters:
        letters.drop_constraint(op.f("ck_letters_signing"), type_="check")
        letters.drop_column("signed_on")
        letters.drop_column("signing")
        letters.drop_column("places")
