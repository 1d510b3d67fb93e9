"""佐证材料: photos and files, what they claim, who sent them for which unit."""

import sqlalchemy as sa
from alembic import op

revision = "20261203_evidence"
down_revision = "20261202_seals"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("mark", sa.String(length=16), nullable=True),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("claimed_north", sa.Integer(), nullable=True),
        sa.Column("claimed_east", sa.Integer(), nullable=True),
        sa.Column("shown_on", sa.Date(), nullable=True),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("uploaded_by", sa.String(length=30), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("withdrawn_by", sa.String(length=30), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(claimed_north IS NULL) = (claimed_east IS NULL)", name=op.f("ck_evidence_place")),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_evidence_withdrawn_pair")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_evidence_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    standing = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "uq_evidence_standing",
        "evidence",
        ["unit_id", "sha256"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_evidence_unit", "evidence", ["unit_id", "id"], unique=False)
    op.create_index("ix_evidence_mark", "evidence", ["mark", "unit_id"], unique=False)
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"], unique=False)
    op.create_index("ix_evidence_sender", "evidence", ["uploaded_by_id", "received_at"], unique=False)


def downgrade() -> None:
    op.drop_table("evidence")
