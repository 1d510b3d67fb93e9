"""督查: plans with their villages, recorded draws, visits, 回头看; a problem knows the visit at which it was found"""

import sqlalchemy as sa
from alembic import op

revision = "20261207_inspections"
down_revision = "20261207_orders"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "inspections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("conclusion", sa.String(length=1000), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("closed_by", sa.String(length=30), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_inspections_dates")),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_inspections_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    with op.batch_alter_table("inspections") as batch_op:
        batch_op.create_index("ix_inspections_state", ["town_id", "state", "from_on", "id"])

    op.create_table(
        "draws",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=32), nullable=False),
        sa.Column("word", sa.String(length=30), nullable=False),
        sa.Column("drawn", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(length=30), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("replaces_id IS NULL OR reason <> ''", name=op.f("ck_draws_reason")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspections.id"], name=op.f("fk_draws_inspection_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["draws.id"], name=op.f("fk_draws_replaces_id")),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_draws_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_draws_replaces_id")),
        sa.UniqueConstraint("town_id", "year", "serial", name=op.f("uq_draws_town_id_year_serial")),
    )
    with op.batch_alter_table("draws") as batch_op:
        batch_op.create_index("ix_draws_inspection", ["inspection_id", "kind", "id"])

    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by", sa.String(length=30), nullable=False),
        sa.Column("withdrawn_why", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why = '')", name=op.f("ck_visits_withdrawn")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspections.id"], name=op.f("fk_visits_inspection_id")),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_visits_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_visits_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    with op.batch_alter_table("visits") as batch_op:
        batch_op.create_index("ix_visits_inspection", ["inspection_id", "unit_id"])
        batch_op.create_index("ix_visits_unit", ["town_id", "unit_id", "visited_on"])

    op.create_table(
        "inspection_stops",
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("points", sa.String(length=600), nullable=False),
        sa.Column("drawn_points", sa.String(length=600), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_inspection_stops_draw_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspections.id"], name=op.f("fk_inspection_stops_inspection_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_inspection_stops_unit_id")),
        sa.PrimaryKeyConstraint("inspection_id", "unit_id", name=op.f("pk_inspection_stops")),
    )
    with op.batch_alter_table("inspection_stops") as batch_op:
        batch_op.create_index("ix_inspection_stops_unit", ["unit_id"])

    op.create_table(
        "revisits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("own_closing", sa.Boolean(), nullable=False),
        sa.Column("renewed_id", sa.Integer(), nullable=True),
        sa.Column("told_by", sa.String(length=30), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(outcome IS NULL) = (told_at IS NULL)", name=op.f("ck_revisits_told")),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_revisits_draw_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_revisits_finding_id")),
        sa.ForeignKeyConstraint(["renewed_id"], ["findings.id"], name=op.f("fk_revisits_renewed_id")),
        sa.ForeignKeyConstraint(["town_id"], ["units.id"], name=op.f("fk_revisits_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_revisits_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisits")),
        sa.UniqueConstraint("draw_id", "finding_id", name=op.f("uq_revisits_draw_id_finding_id")),
    )
    with op.batch_alter_table("revisits") as batch_op:
        batch_op.create_index("ix_revisits_finding", ["finding_id", "outcome"])

    with op.batch_alter_table("findings") as batch_op:
        batch_op.add_column(sa.Column("visit_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_findings_visit", ["visit_id"])
        batch_op.create_foreign_key(batch_op.f("fk_findings_visit_id"), "visits", ["visit_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("findings") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_findings_visit_id"), type_="foreignkey")
        batch_op.drop_index("ix_findings_visit")
        batch_op.drop_column("visit_id")

    with op.batch_alter_table("revisits") as batch_op:
        batch_op.drop_index("ix_revisits_finding")

    op.drop_table("revisits")
    with op.batch_alter_table("inspection_stops") as batch_op:
        batch_op.drop_index("ix_inspection_stops_unit")

    op.drop_table("inspection_stops")
    with op.batch_alter_table("visits") as batch_op:
        batch_op.drop_index("ix_visits_unit")
        batch_op.drop_index("ix_visits_inspection")

    op.drop_table("visits")
    with op.batch_alter_table("draws") as batch_op:
        batch_op.drop_index("ix_draws_inspection")

    op.drop_table("draws")
    with op.batch_alter_table("inspections") as batch_op:
        batch_op.drop_index("ix_inspections_state")

    op.drop_table("inspections")
