"""通报: circulars and their items."""

import sqlalchemy as sa
from alembic import op

revision = "20261207_circulars"
down_revision = "20261206_findings"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "circulars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("number_text", sa.String(length=40), nullable=True),
        sa.Column("number_pattern", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("issuer", sa.String(length=60), nullable=False),
        sa.Column("addressees", sa.String(length=200), nullable=False),
        sa.Column("opening", sa.String(length=600), nullable=False),
        sa.Column("closing", sa.String(length=600), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("copies_to", sa.String(length=200), nullable=False),
        sa.Column("numbers", sa.String(length=24), nullable=False),
        sa.Column("photos", sa.Boolean(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(length=30), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("proposed_by", sa.String(length=30), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", MOMENT, nullable=True),
        sa.Column("returned", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_by", sa.String(length=30), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=True),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.Column("paper_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("voided_at", MOMENT, nullable=True),
        sa.Column("voided_by", sa.String(length=30), nullable=False),
        sa.Column("void_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'voided') = (voided_at IS NOT NULL)", name=op.f("ck_circulars_voided")),
        sa.CheckConstraint("(state IN ('issued', 'voided')) = (pdf_sha256 <> '')", name=op.f("ck_circulars_frozen")),
        sa.CheckConstraint(
            "(state IN ('issued', 'voided')) = (serial IS NOT NULL)", name=op.f("ck_circulars_numbered")
        ),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_circulars_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circulars")),
        sa.UniqueConstraint(
            "town_id", "kind", "year", "number_text", name=op.f("uq_circulars_town_id_kind_year_number_text")
        ),
    )
    with op.batch_alter_table("circulars") as batch_op:
        batch_op.create_index("ix_circulars_town", ["town_id", "year", "state", "id"])

    op.create_table(
        "circular_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circular_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("grouped", sa.String(length=24), nullable=False),
        sa.Column("proposed", sa.String(length=24), nullable=False),
        sa.Column("moved_why", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("duty", sa.String(length=60), nullable=False),
        sa.Column("drafted_on", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_circular_items_circular_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_circular_items_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circular_items")),
    )
    with op.batch_alter_table("circular_items") as batch_op:
        batch_op.create_index("ix_circular_items_circular", ["circular_id", "position"])
        batch_op.create_index("ix_circular_items_finding", ["finding_id"])


def downgrade() -> None:
    with op.batch_alter_table("circular_items") as batch_op:
        batch_op.drop_index("ix_circular_items_finding")
        batch_op.drop_index("ix_circular_items_circular")

    op.drop_table("circular_items")
    with op.batch_alter_table("circulars") as batch_op:
        batch_op.drop_index("ix_circulars_town")

    op.drop_table("circulars")
