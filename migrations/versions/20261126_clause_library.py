"""条款库 and clauses for several tags: library tables, wider scope, where a clause was taken from."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_clause_library"
down_revision = "20261126_preflight"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "library_clauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("tag", sa.String(length=200), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_library_clauses_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_clauses")),
        sa.UniqueConstraint("unit_id", "title", name=op.f("uq_library_clauses_unit_id_title")),
    )
    op.create_index("ix_library_clauses_unit", "library_clauses", ["unit_id", "category", "id"], unique=False)
    op.create_table(
        "library_clause_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_clause_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["library_clause_id"],
            ["library_clauses.id"],
            name=op.f("fk_library_clause_versions_library_clause_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_clause_versions")),
        sa.UniqueConstraint(
            "library_clause_id", "number", name=op.f("uq_library_clause_versions_library_clause_id_number")
        ),
    )
    with op.batch_alter_table("clauses") as batch:
        batch.alter_column(
            "tag", existing_type=sa.String(length=20), type_=sa.String(length=200), existing_nullable=False
        )
        batch.add_column(sa.Column("library_version_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_clauses_library_version_id"), "library_clause_versions", ["library_version_id"], ["id"]
        )
        batch.create_index("ix_clauses_library_version", ["library_version_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("clauses") as batch:
        batch.drop_index("ix_clauses_library_version")
        batch.drop_constraint(op.f("fk_clauses_library_version_id"), type_="foreignkey")
        batch.drop_column("library_version_id")
        batch.alter_column(
            "tag", existing_type=sa.String(length=200), type_=sa.String(length=20), existing_nullable=False
        )
    op.drop_table("library_clause_versions")
    op.drop_index("ix_library_clauses_unit", table_name="library_clauses")
    op.drop_table("library_clauses")
