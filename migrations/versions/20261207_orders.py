"""督办文书: orders, the problems that they list, and what was decided not to be pursued."""

import sqlalchemy as sa
from alembic import op

revision = "20261207_orders"
down_revision = "20261207_circulars"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("light", sa.String(length=24), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("opening", sa.String(length=600), nullable=False),
        sa.Column("basis", sa.String(length=600), nullable=False),
        sa.Column("demand", sa.String(length=600), nullable=False),
        sa.Column("reply", sa.String(length=600), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("photos", sa.Boolean(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("number_text", sa.String(length=60), nullable=True),
        sa.Column("issuer", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_at", MOMENT, nullable=True),
        sa.Column("issued_by", sa.String(length=30), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.Column("paper_sha256", sa.String(length=64), nullable=True),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("proposed_by", sa.String(length=30), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=True),
        sa.Column("returned", sa.String(length=200), nullable=False),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.Column("received_by", sa.String(length=30), nullable=False),
        sa.Column("receipt_how", sa.String(length=24), nullable=True),
        sa.Column("receipt_taken_by", sa.String(length=30), nullable=False),
        sa.Column("receipt_evidence_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", sa.String(length=30), nullable=False),
        sa.Column("end_reason", sa.String(length=200), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'supervise') = (light IS NOT NULL)", name=op.f("ck_orders_coloured")),
        sa.CheckConstraint("(state IN ('draft', 'proposed')) = (number_text IS NULL)", name=op.f("ck_orders_numbered")),
        sa.CheckConstraint("(state IN ('withdrawn', 'void')) = (ended_at IS NOT NULL)", name=op.f("ck_orders_ended")),
        sa.CheckConstraint("state <> 'received' OR received_at IS NOT NULL", name=op.f("ck_orders_received")),
        sa.CheckConstraint("(number_text IS NULL) = (paper IS NULL)", name=op.f("ck_orders_frozen")),
        sa.CheckConstraint("(received_at IS NULL) = (receipt_how IS NULL)", name=op.f("ck_orders_received_pair")),
        sa.ForeignKeyConstraint(["receipt_evidence_id"], ["evidence.id"], name=op.f("fk_orders_receipt_evidence_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["orders.id"], name=op.f("fk_orders_replaces_id")),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_orders_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_orders_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("town_id", "number_text", name=op.f("uq_orders_town_id_number_text")),
    )
    with op.batch_alter_table("orders") as batch_op:
        batch_op.create_index("ix_orders_receipt_evidence", ["receipt_evidence_id"])
        batch_op.create_index("ix_orders_state", ["town_id", "state", "issued_on", "id"])
        batch_op.create_index("ix_orders_unit", ["unit_id", "state", "id"])

    op.create_table(
        "order_items",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=False),
        sa.Column("demand", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_order_items_finding_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_items_order_id")),
        sa.PrimaryKeyConstraint("order_id", "finding_id", name=op.f("pk_order_items")),
    )
    with op.batch_alter_table("order_items") as batch_op:
        batch_op.create_index("ix_order_items_finding", ["finding_id"])

    op.create_table(
        "order_refusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("light", sa.String(length=24), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("again_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=30), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_order_refusals_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_refusals")),
    )
    with op.batch_alter_table("order_refusals") as batch_op:
        batch_op.create_index("ix_order_refusals_finding", ["finding_id"])


def downgrade() -> None:
    with op.batch_alter_table("order_refusals") as batch_op:
        batch_op.drop_index("ix_order_refusals_finding")

    op.drop_table("order_refusals")
    with op.batch_alter_table("order_items") as batch_op:
        batch_op.drop_index("ix_order_items_finding")

    op.drop_table("order_items")
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_index("ix_orders_unit")
        batch_op.drop_index("ix_orders_state")
        batch_op.drop_index("ix_orders_receipt_evidence")

    op.drop_table("orders")
