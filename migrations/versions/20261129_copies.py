"""印章图片, 用印记录, 签订本, 签名证书, 数字签名."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_copies"
down_revision = "20261129_ledger"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "seal_images",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("retired_by", sa.String(length=30), nullable=True),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(retired_at IS NULL) = (retired_by IS NULL)", name=op.f("ck_seal_images_retired_pair")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_seal_images_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_images")),
    )
    op.create_index("ix_seal_images_unit", "seal_images", ["unit_id"], unique=False)
    op.create_table(
        "seal_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=10), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=False),
        sa.Column("edge", sa.Boolean(), nullable=False),
        sa.Column("approved_by", sa.String(length=30), nullable=False),
        sa.Column("used_by", sa.String(length=30), nullable=False),
        sa.Column("used_by_id", sa.Integer(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("record_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_seal_uses_letter_id")),
        sa.ForeignKeyConstraint(["seal_id"], ["seal_images.id"], name=op.f("fk_seal_uses_seal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_uses")),
        sa.UniqueConstraint("letter_id", "side", name=op.f("uq_seal_uses_letter_id_side")),
    )
    op.create_index("ix_seal_uses_seal", "seal_uses", ["seal_id"], unique=False)
    op.create_table(
        "signed_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("made_of", sa.Integer(), nullable=False),
        sa.Column("digital", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_signed_copies_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_copies")),
    )
    op.create_index("ix_signed_copies_letter", "signed_copies", ["letter_id"], unique=False)
    op.create_index("ix_signed_copies_sha256", "signed_copies", ["sha256"], unique=False)
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=64), nullable=False),
        sa.Column("serial", sa.String(length=50), nullable=False),
        sa.Column("local", sa.Boolean(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("root_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("retired_by", sa.String(length=30), nullable=True),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(retired_at IS NULL) = (retired_by IS NULL)", name=op.f("ck_certificates_retired_pair")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_certificates_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_certificates_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    op.create_index("ix_certificates_unit", "certificates", ["unit_id"], unique=False)
    op.create_table(
        "digital_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("signed_by", sa.String(length=30), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("record_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_digital_signatures_certificate_id")
        ),
        sa.ForeignKeyConstraint(["copy_id"], ["signed_copies.id"], name=op.f("fk_digital_signatures_copy_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_digital_signatures_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digital_signatures")),
        sa.UniqueConstraint("letter_id", "field", name=op.f("uq_digital_signatures_letter_id_field")),
    )


def downgrade() -> None:
    for table in ("digital_signatures", "certificates", "signed_copies", "seal_uses", "seal_images"):
        op.drop_table(table)
