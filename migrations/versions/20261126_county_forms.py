"""上级报表: the county's blank forms and what goes into their cells."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_county_forms"
down_revision = "20261126_letter_sources"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "county_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_county_forms_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_county_forms")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_county_forms_unit_id_name")),
    )
    op.create_table(
        "county_form_cells",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=31), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=100), nullable=False),
        sa.Column("unit_kind", sa.String(length=24), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("totalled", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("misfit", sa.String(length=700), nullable=False),
        sa.CheckConstraint("rows BETWEEN 1 AND 500", name=op.f("ck_county_form_cells_rows")),
        sa.ForeignKeyConstraint(["form_id"], ["county_forms.id"], name=op.f("fk_county_form_cells_form_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_county_form_cells")),
        sa.UniqueConstraint(
            "form_id", "sheet", "row", "column", name=op.f("uq_county_form_cells_form_id_sheet_row_column")
        ),
    )
    op.create_index("ix_county_form_cells_form", "county_form_cells", ["form_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_county_form_cells_form", table_name="county_form_cells")
    op.drop_table("county_form_cells")
    op.drop_table("county_forms")
