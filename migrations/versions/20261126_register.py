"""往年文书 as a register: its columns, and lines without a scan; how many rows an import left out (features M1, M5)."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_register"
down_revision = "20261126_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("archived_papers") as papers:
        papers.add_column(sa.Column("title", sa.String(200), nullable=True))
        papers.add_column(sa.Column("issued_on", sa.Date(), nullable=True))
        papers.add_column(sa.Column("issued_by", sa.String(30), nullable=True))
        papers.add_column(sa.Column("copies", sa.Integer(), nullable=True))
        papers.add_column(sa.Column("note", sa.String(200), nullable=True))
        papers.alter_column("sha256", existing_type=sa.String(64), nullable=True)
        papers.create_check_constraint(op.f("ck_archived_papers_scanned"), sa.text("(sha256 IS NULL) = (size = 0)"))
    op.create_index("ix_archived_papers_town_number", "archived_papers", ["town_id", "number_text"], unique=False)
    op.add_column("imports", sa.Column("left_out", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Lines without a scan have no place in the older table: while there are any, the step down is refused."""
    with op.batch_alter_table("imports") as imports:
        imports.drop_column("left_out")
    op.drop_index("ix_archived_papers_town_number", table_name="archived_papers")
    with op.batch_alter_table("archived_papers") as papers:
        papers.drop_constraint(op.f("ck_archived_papers_scanned"), type_="check")
        papers.alter_column("sha256", existing_type=sa.String(64), nullable=False)
        for column in ("note", "copies", "issued_by", "issued_on", "title"):
            papers.drop_column(column)
