"""查找: readings of people and units, saved filters, what is to be checked after a year was carried over."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_find"
down_revision = "20261126_county_forms"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.add_column("units", sa.Column("reading", sa.String(length=400), nullable=True))
    op.add_column("units", sa.Column("sounds", sa.Text(), nullable=True))
    op.add_column("users", sa.Column("reading", sa.String(length=200), nullable=True))
    op.add_column("users", sa.Column("sounds", sa.Text(), nullable=True))
    op.add_column("users", sa.Column("initials", sa.String(length=60), nullable=True))
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("listing", sa.String(length=24), nullable=False),
        sa.Column("query", sa.String(length=600), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_saved_filters_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_filters_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("user_id", "listing", "name", name=op.f("uq_saved_filters_user_id_listing_name")),
    )
    op.create_index("ix_saved_filters_unit", "saved_filters", ["unit_id", "shared"], unique=False)
    op.create_table(
        "carry_over_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("place", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by", sa.String(length=30), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name=op.f("ck_carry_over_checks_done_pair")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_carry_over_checks_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carry_over_checks")),
    )
    op.create_index("ix_carry_over_checks_programme", "carry_over_checks", ["programme_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_carry_over_checks_programme", table_name="carry_over_checks")
    op.drop_table("carry_over_checks")
    op.drop_index("ix_saved_filters_unit", table_name="saved_filters")
    op.drop_table("saved_filters")
    for table, column in (
        ("users", "initials"), ("users", "sounds"), ("users", "reading"), ("units", "sounds"), ("units", "reading"),
    ):  # fmt: skip
        op.drop_column(table, column)
