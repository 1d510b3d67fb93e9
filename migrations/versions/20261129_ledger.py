"""签订台账: ceremonies and who came; letters that amend or replace others; 责任交接."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_ledger"
down_revision = "20261129_scans"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
LIVING = "state <> 'void'"
OWN = "state <> 'void' AND amends IS NULL AND original_id IS NULL"
RENEWAL = "state <> 'void' AND amends IS NULL AND original_id IS NOT NULL"


def _unique(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "letters", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    op.drop_index("uq_letters_living", "letters")
    with op.batch_alter_table("letters") as letters:
        letters.add_column(sa.Column("amends", sa.String(24), nullable=True))
        letters.add_column(sa.Column("original_id", sa.Integer(), nullable=True))
        letters.add_column(sa.Column("replaced_by_id", sa.Integer(), nullable=True))
        letters.create_foreign_key(op.f("fk_letters_original_id"), "letters", ["original_id"], ["id"])
        letters.create_foreign_key(op.f("fk_letters_replaced_by_id"), "letters", ["replaced_by_id"], ["id"])
        letters.create_check_constraint(op.f("ck_letters_amends"), "amends IS NULL OR original_id IS NOT NULL")
    _unique("uq_letters_living", ["template_id", "unit_id"], OWN)
    _unique("uq_letters_renewal", ["original_id"], RENEWAL)
    op.create_index("ix_letters_original", "letters", ["original_id"])
    _amendments()
    _ceremonies()
    _handovers()


def _amendments() -> None:
    op.create_table(
        "amendments",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_amendments_letter_id")),
        sa.ForeignKeyConstraint(["objection_id"], ["objections.id"], name=op.f("fk_amendments_objection_id")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_amendments")),
    )
    op.create_table(
        "amendment_items",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["amendments.letter_id"], name=op.f("fk_amendment_items_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "position", name=op.f("pk_amendment_items")),
    )


def _ceremonies() -> None:
    op.create_table(
        "ceremonies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("held_at", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("host", sa.String(length=30), nullable=False),
        sa.Column("demands", sa.String(length=400), nullable=False),
        sa.Column("notice_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_ceremonies_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremonies")),
        sa.UniqueConstraint("programme_id", name=op.f("uq_ceremonies_programme_id")),
    )
    op.create_table(
        "attendances",
        sa.Column("ceremony_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("came_at", MOMENT, nullable=True),
        sa.Column("taken_by", sa.String(length=30), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("noted_by", sa.String(length=30), nullable=False),
        sa.CheckConstraint("(came_at IS NULL) = (name = '')", name=op.f("ck_attendances_came")),
        sa.CheckConstraint("(taken_at IS NULL) = (taken_by = '')", name=op.f("ck_attendances_taken")),
        sa.ForeignKeyConstraint(["ceremony_id"], ["ceremonies.id"], name=op.f("fk_attendances_ceremony_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_attendances_unit_id")),
        sa.PrimaryKeyConstraint("ceremony_id", "unit_id", name=op.f("pk_attendances")),
    )


def _handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column("witness", sa.String(length=30), nullable=False),
        sa.Column("witness_post", sa.String(length=30), nullable=False),
        sa.Column("duties", sa.Integer(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("paper_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("scan_sha256", sa.String(length=64), nullable=False),
        sa.Column("scan_name", sa.String(length=200), nullable=False),
        sa.Column("media", sa.String(length=40), nullable=False),
        sa.Column("kept_at", sa.String(length=60), nullable=False),
        sa.Column("scanned_by", sa.String(length=30), nullable=True),
        sa.Column("scanned_by_id", sa.Integer(), nullable=True),
        sa.Column("compared_by", sa.String(length=30), nullable=True),
        sa.Column("compared_at", MOMENT, nullable=True),
        sa.Column("single_handed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(scan_sha256 = '') = (scanned_by IS NULL)", name=op.f("ck_handovers_scanned")),
        sa.CheckConstraint("(compared_by IS NULL) = (compared_at IS NULL)", name=op.f("ck_handovers_compared_pair")),
        sa.CheckConstraint("compared_by IS NULL OR scan_sha256 <> ''", name=op.f("ck_handovers_compared")),
        sa.ForeignKeyConstraint(["from_id"], ["holders.id"], name=op.f("fk_handovers_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["holders.id"], name=op.f("fk_handovers_to_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_handovers_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index("ix_handovers_unit", "handovers", ["unit_id", "handed_on"], unique=False)


def downgrade() -> None:
    for table in ("handovers", "attendances", "ceremonies", "amendment_items", "amendments"):
        op.drop_table(table)
    for index in ("ix_letters_original", "uq_letters_renewal", "uq_letters_living"):
        op.drop_index(index, "letters")
    with op.batch_alter_table("letters") as letters:
        letters.drop_constraint(op.f("ck_letters_amends"), type_="check")
        letters.drop_constraint(op.f("fk_letters_replaced_by_id"), type_="foreignkey")
        letters.drop_constraint(op.f("fk_letters_original_id"), type_="foreignkey")
        letters.drop_column("replaced_by_id")
        letters.drop_column("original_id")
        letters.drop_column("amends")
    _unique("uq_letters_living", ["template_id", "unit_id"], LIVING)
