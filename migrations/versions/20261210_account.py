"""问责事项、约谈: measures with what they rest on, talks with their steps; a 督办函 may carry out a measure."""

import sqlalchemy as sa
from alembic import op

revision = "20261210_account"
down_revision = "20261209_assessments"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("step_key", sa.String(length=24), nullable=False),
        sa.Column("trigger", sa.String(length=24), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.String(length=1000), nullable=False),
        sa.Column("clause", sa.String(length=600), nullable=False),
        sa.Column("holder_post", sa.String(length=30), nullable=False),
        sa.Column("holder_name", sa.String(length=30), nullable=False),
        sa.Column("county_run", sa.Boolean(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("system", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=30), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(length=300), nullable=False),
        sa.Column("again_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("circular_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=300), nullable=False),
        sa.Column("done_by", sa.String(length=30), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_measures_done")),
        sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_measures_decided")),
        sa.CheckConstraint("(state = 'refused') = (again_on IS NOT NULL)", name=op.f("ck_measures_refused")),
        sa.CheckConstraint("facts <> '' AND clause <> ''", name=op.f("ck_measures_grounds")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_measures_assessment_id")),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_measures_circular_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["measures.id"], name=op.f("fk_measures_follows_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_measures_notice_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_measures_programme_id")),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_measures_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_measures_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
    )
    with op.batch_alter_table("measures") as batch_op:
        batch_op.create_index("ix_measures_circular", ["circular_id"])
        batch_op.create_index("ix_measures_follows", ["follows_id"])
        batch_op.create_index("ix_measures_notice", ["notice_id"])
        batch_op.create_index("ix_measures_town", ["town_id", "state", "id"])
        batch_op.create_index("ix_measures_unit", ["unit_id", "programme_id", "id"])

    op.create_table(
        "talks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("meet_on", sa.Date(), nullable=True),
        sa.Column("meet_at", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("host", sa.String(length=60), nullable=False),
        sa.Column("persons", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.String(length=1000), nullable=False),
        sa.Column("problems", sa.String(length=1000), nullable=False),
        sa.Column("explain_until", sa.Date(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("number_text", sa.String(length=60), nullable=True),
        sa.Column("issuer", sa.String(length=60), nullable=False),
        sa.Column("notified_at", MOMENT, nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("notified_by", sa.String(length=30), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("notice_paper", sa.Text(), nullable=True),
        sa.Column("notice_paper_sha256", sa.String(length=64), nullable=False),
        sa.Column("notice_pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("held_at", MOMENT, nullable=True),
        sa.Column("held_by", sa.String(length=30), nullable=False),
        sa.Column("present", sa.String(length=200), nullable=False),
        sa.Column("demands", sa.String(length=1000), nullable=False),
        sa.Column("demands_until", sa.Date(), nullable=True),
        sa.Column("promise", sa.String(length=1000), nullable=False),
        sa.Column("minuted_at", MOMENT, nullable=True),
        sa.Column("minuted_by", sa.String(length=30), nullable=False),
        sa.Column("minutes_paper", sa.Text(), nullable=True),
        sa.Column("minutes_paper_sha256", sa.String(length=64), nullable=False),
        sa.Column("minutes_pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("report_until", sa.Date(), nullable=True),
        sa.Column("moved_from", sa.Date(), nullable=True),
        sa.Column("moved_for", sa.String(length=20), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("checked_by", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (checked_at IS NOT NULL)", name=op.f("ck_talks_checked")),
        sa.CheckConstraint("(held_at IS NULL) = (held_on IS NULL)", name=op.f("ck_talks_held")),
        sa.CheckConstraint("(minuted_at IS NULL) = (minutes_paper IS NULL)", name=op.f("ck_talks_minutes_frozen")),
        sa.CheckConstraint("(minuted_at IS NULL) = (report_until IS NULL)", name=op.f("ck_talks_report_due")),
        sa.CheckConstraint("(notified_at IS NULL) = (notice_paper IS NULL)", name=op.f("ck_talks_notice_frozen")),
        sa.CheckConstraint("(notified_at IS NULL) = (number_text IS NULL)", name=op.f("ck_talks_notified")),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"], name=op.f("fk_talks_measure_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_talks_notice_id")),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_talks_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
        sa.UniqueConstraint("measure_id", name=op.f("uq_talks_measure_id")),
        sa.UniqueConstraint("town_id", "number_text", name=op.f("uq_talks_town_id_number_text")),
    )
    with op.batch_alter_table("talks") as batch_op:
        batch_op.create_index("ix_talks_notice", ["notice_id"])

    op.create_table(
        "talk_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=24), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("by", sa.String(length=30), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("proxy", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["talk_id"], ["talks.id"], name=op.f("fk_talk_entries_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_entries")),
    )
    with op.batch_alter_table("talk_entries") as batch_op:
        batch_op.create_index("ix_talk_entries_talk", ["talk_id", "id"])

    op.create_table(
        "talk_evidence",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["talk_entries.id"], name=op.f("fk_talk_evidence_entry_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_talk_evidence_evidence_id")),
        sa.PrimaryKeyConstraint("entry_id", "evidence_id", name=op.f("pk_talk_evidence")),
    )
    with op.batch_alter_table("talk_evidence") as batch_op:
        batch_op.create_index("ix_talk_evidence_evidence", ["evidence_id"])

    op.create_table(
        "measure_links",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("circular_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(finding_id IS NOT NULL) <> (COALESCE(order_id, circular_id) IS NOT NULL)",
            name=op.f("ck_measure_links_one"),
        ),
        sa.CheckConstraint("order_id IS NULL OR circular_id IS NULL", name=op.f("ck_measure_links_one_paper")),
        sa.ForeignKeyConstraint(["circular_id"], ["circulars.id"], name=op.f("fk_measure_links_circular_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_measure_links_finding_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"], name=op.f("fk_measure_links_measure_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_measure_links_order_id")),
        sa.PrimaryKeyConstraint("measure_id", "position", name=op.f("pk_measure_links")),
    )
    with op.batch_alter_table("measure_links") as batch_op:
        batch_op.create_index("ix_measure_links_circular", ["circular_id"])
        batch_op.create_index("ix_measure_links_finding", ["finding_id"])
        batch_op.create_index("ix_measure_links_order", ["order_id"])

    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("measure_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_orders_measure", ["measure_id"])
        batch_op.create_foreign_key(batch_op.f("fk_orders_measure_id"), "measures", ["measure_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_orders_measure_id"), type_="foreignkey")
        batch_op.drop_index("ix_orders_measure")
        batch_op.drop_column("measure_id")

    with op.batch_alter_table("measure_links") as batch_op:
        batch_op.drop_index("ix_measure_links_order")
        batch_op.drop_index("ix_measure_links_finding")
        batch_op.drop_index("ix_measure_links_circular")

    op.drop_table("measure_links")
    with op.batch_alter_table("talk_evidence") as batch_op:
        batch_op.drop_index("ix_talk_evidence_evidence")

    op.drop_table("talk_evidence")
    with op.batch_alter_table("talk_entries") as batch_op:
        batch_op.drop_index("ix_talk_entries_talk")

    op.drop_table("talk_entries")
    with op.batch_alter_table("talks") as batch_op:
        batch_op.drop_index("ix_talks_notice")

    op.drop_table("talks")
    with op.batch_alter_table("measures") as batch_op:
        batch_op.drop_index("ix_measures_unit")
        batch_op.drop_index("ix_measures_town")
        batch_op.drop_index("ix_measures_notice")
        batch_op.drop_index("ix_measures_follows")
        batch_op.drop_index("ix_measures_circular")

    op.drop_table("measures")
