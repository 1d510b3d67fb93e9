"""签署方式: compulsory in the database too, one of the four honest labels (features X11)."""

from alembic import op

revision = "20261128_signature_method"
down_revision = "20261127_pledges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("signatures") as signatures:
        signatures.create_check_constraint(
            op.f("ck_signatures_method"), "method IN ('paper_scan', 'handwritten', 'seal_image', 'pades')"
        )


def downgrade() -> None:
    with op.batch_alter_table("signatures") as signatures:
        signatures.drop_constraint(op.f("ck_signatures_method"), type_="check")
