"""扫描件: batches of signed papers, their files and pages."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_scans"
down_revision = "20261129_glass"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("trouble", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_scans_unit_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_scans_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
    )
    op.create_index("ix_scans_unit", "scans", ["unit_id", "id"], unique=False)
    op.create_index("ix_scans_state", "scans", ["state"], unique=False)
    op.create_table(
        "scan_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media", sa.String(length=40), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_scan_files_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_files")),
        sa.UniqueConstraint("scan_id", "position", name=op.f("uq_scan_files_scan_id_position")),
    )
    op.create_index("ix_scan_files_sha256", "scan_files", ["sha256"], unique=False)
    _pages()


def _pages() -> None:
    op.create_table(
        "scan_pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=False),
        sa.Column("thumbnail_sha256", sa.String(length=64), nullable=False),
        sa.Column("readable", sa.Boolean(), nullable=False),
        sa.Column("read_as", sa.String(24), nullable=False),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("copy", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("placed_by", sa.String(length=30), nullable=True),
        sa.Column("placed_by_id", sa.Integer(), nullable=True),
        sa.Column("placed_at", MOMENT, nullable=True),
        sa.Column("verdict", sa.String(24), nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("compared_by", sa.String(length=30), nullable=True),
        sa.Column("compared_by_id", sa.Integer(), nullable=True),
        sa.Column("compared_at", MOMENT, nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'filed' OR (letter_id IS NOT NULL AND copy > 0 AND page > 0)", name=op.f("ck_scan_pages_filed")
        ),
        sa.CheckConstraint("(compared_at IS NULL) = (verdict IS NULL)", name=op.f("ck_scan_pages_compared_pair")),
        sa.CheckConstraint("(recorded_at IS NULL) OR (verdict = 'agrees')", name=op.f("ck_scan_pages_recorded")),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_scan_pages_scan_id")),
        sa.ForeignKeyConstraint(["file_id"], ["scan_files.id"], name=op.f("fk_scan_pages_file_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_scan_pages_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_pages")),
        sa.UniqueConstraint("file_id", "position", name=op.f("uq_scan_pages_file_id_position")),
    )
    op.create_index("ix_scan_pages_scan", "scan_pages", ["scan_id", "outcome"], unique=False)
    op.create_index("ix_scan_pages_letter", "scan_pages", ["letter_id", "outcome"], unique=False)
    op.create_index(
        "uq_scan_pages_filed",
        "scan_pages",
        ["letter_id", "copy", "page"],
        unique=True,
        sqlite_where=sa.text("outcome = 'filed'"),
        postgresql_where=sa.text("outcome = 'filed'"),
    )


def downgrade() -> None:
    op.drop_table("scan_pages")
    op.drop_table("scan_files")
    op.drop_table("scans")
