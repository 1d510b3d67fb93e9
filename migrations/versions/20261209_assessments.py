"""考核: rubrics, assessments, sheets, marks, results, appeals, 计分事项, 一票否决"""

import sqlalchemy as sa
from alembic import op

revision = "20261209_assessments"
down_revision = "20261208_row_tasks"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "rubrics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(length=30), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_by", sa.String(length=30), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('published', 'replaced')) = (published_at IS NOT NULL)", name=op.f("ck_rubrics_published")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_rubrics_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubrics")),
        sa.UniqueConstraint("programme_id", "edition", name=op.f("uq_rubrics_programme_id_edition")),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("part_key", sa.String(length=24), nullable=False),
        sa.Column("period_key", sa.String(length=24), nullable=False),
        sa.Column("period_label", sa.String(length=60), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("self_until", sa.Date(), nullable=True),
        sa.Column("assessors", sa.Integer(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("combining", sa.String(length=24), nullable=False),
        sa.Column("wide_gap", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("drawn_up_by", sa.String(length=30), nullable=False),
        sa.Column("drawn_up_by_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("announced_until", sa.Date(), nullable=True),
        sa.Column("announced_by", sa.String(length=30), nullable=False),
        sa.Column("announced_sha256", sa.String(length=64), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.String(length=30), nullable=False),
        sa.Column("final_sha256", sa.String(length=64), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("released_by", sa.String(length=30), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_assessments_dates")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_assessments_programme_id")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubrics.id"], name=op.f("fk_assessments_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    with op.batch_alter_table("assessments") as batch_op:
        batch_op.create_index("ix_assessments_programme", ["programme_id", "state", "id"])
        batch_op.create_index("ix_assessments_rubric", ["rubric_id"])

    op.create_table(
        "assessment_results",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=60), nullable=False),
        sa.Column("group_key", sa.String(length=24), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_assessment_results_assessment_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_assessment_results_unit_id")),
        sa.PrimaryKeyConstraint("assessment_id", "edition", "stage", "unit_id", name=op.f("pk_assessment_results")),
    )
    with op.batch_alter_table("assessment_results") as batch_op:
        batch_op.create_index("ix_assessment_results_unit", ["unit_id"])

    op.create_table(
        "score_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=60), nullable=False),
        sa.Column("class_key", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("self_words", sa.String(length=1000), nullable=False),
        sa.Column("self_by", sa.String(length=30), nullable=False),
        sa.Column("self_at", MOMENT, nullable=True),
        sa.Column("self_proxy", sa.Boolean(), nullable=False),
        sa.Column("submitted_by", sa.String(length=30), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("confirmed_by", sa.String(length=30), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("single_handed", sa.Boolean(), nullable=False),
        sa.Column("returned", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_score_sheets_assessment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_score_sheets_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheets")),
        sa.UniqueConstraint("assessment_id", "unit_id", name=op.f("uq_score_sheets_assessment_id_unit_id")),
    )
    with op.batch_alter_table("score_sheets") as batch_op:
        batch_op.create_index("ix_score_sheets_unit", ["unit_id"])

    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=24), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("wanted", sa.BigInteger(), nullable=True),
        sa.Column("before", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("filed_by", sa.String(length=30), nullable=False),
        sa.Column("filed_by_id", sa.Integer(), nullable=False),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.Column("proxy", sa.Boolean(), nullable=False),
        sa.Column("advice", sa.String(length=300), nullable=False),
        sa.Column("advised_by", sa.String(length=30), nullable=False),
        sa.Column("after_points", sa.BigInteger(), nullable=True),
        sa.Column("decision", sa.String(length=1000), nullable=False),
        sa.Column("decided_by", sa.String(length=30), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'upheld') = (after_points IS NOT NULL)", name=op.f("ck_appeals_upheld")),
        sa.CheckConstraint(
            "(state IN ('upheld', 'rejected')) = (decided_at IS NOT NULL)", name=op.f("ck_appeals_decided")
        ),
        sa.ForeignKeyConstraint(["window_id"], ["assessments.id"], name=op.f("fk_appeals_window_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheets.id"], name=op.f("fk_appeals_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
    )
    with op.batch_alter_table("appeals") as batch_op:
        batch_op.create_index("ix_appeals_sheet", ["sheet_id", "row_key"])
        batch_op.create_index("ix_appeals_state", ["state", "id"])
        batch_op.create_index("ix_appeals_window", ["window_id", "edition"])

    op.create_table(
        "score_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=24), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("assessor", sa.String(length=30), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("proposed", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("not_applicable", sa.String(length=300), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(points IS NULL) = (not_applicable <> '')", name=op.f("ck_score_marks_said")),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheets.id"], name=op.f("fk_score_marks_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_marks")),
        sa.UniqueConstraint(
            "sheet_id", "row_key", "assessor_id", name=op.f("uq_score_marks_sheet_id_row_key_assessor_id")
        ),
    )
    op.create_table(
        "score_settlements",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=24), nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by", sa.String(length=30), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheets.id"], name=op.f("fk_score_settlements_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "row_key", name=op.f("pk_score_settlements")),
    )
    op.create_table(
        "self_score_evidence",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=24), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_self_score_evidence_evidence_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheets.id"], name=op.f("fk_self_score_evidence_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "row_key", "evidence_id", name=op.f("pk_self_score_evidence")),
    )
    with op.batch_alter_table("self_score_evidence") as batch_op:
        batch_op.create_index("ix_self_score_evidence_evidence", ["evidence_id"])

    op.create_table(
        "self_scores",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=24), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("by", sa.String(length=30), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheets.id"], name=op.f("fk_self_scores_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "row_key", name=op.f("pk_self_scores")),
    )
    op.create_table(
        "appeal_evidence",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_evidence_appeal_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_appeal_evidence_evidence_id")),
        sa.PrimaryKeyConstraint("appeal_id", "evidence_id", name=op.f("pk_appeal_evidence")),
    )
    with op.batch_alter_table("appeal_evidence") as batch_op:
        batch_op.create_index("ix_appeal_evidence_evidence", ["evidence_id"])

    op.create_table(
        "score_matters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=24), nullable=False),
        sa.Column("rule_key", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("incident", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("again_reason", sa.String(length=300), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("origin_table", sa.String(length=40), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(length=30), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("told_by", sa.String(length=30), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("answer_until", sa.Date(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("statement", sa.String(length=1000), nullable=False),
        sa.Column("answered_by", sa.String(length=30), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_proxy", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(length=30), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decision", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("NOT again OR again_reason <> ''", name=op.f("ck_score_matters_again")),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_score_matters_finding_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_score_matters_notice_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_score_matters_programme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_score_matters_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_matters")),
    )
    with op.batch_alter_table("score_matters") as batch_op:
        batch_op.create_index("ix_score_matters_finding", ["finding_id"])
        batch_op.create_index("ix_score_matters_incident", ["programme_id", "incident"])
        batch_op.create_index("ix_score_matters_unit", ["programme_id", "unit_id", "state"])

    op.create_table(
        "score_matter_evidence",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_score_matter_evidence_evidence_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["score_matters.id"], name=op.f("fk_score_matter_evidence_matter_id")),
        sa.PrimaryKeyConstraint("matter_id", "evidence_id", name=op.f("pk_score_matter_evidence")),
    )
    with op.batch_alter_table("score_matter_evidence") as batch_op:
        batch_op.create_index("ix_score_matter_evidence_evidence", ["evidence_id"])

    op.create_table(
        "vetoes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("veto_key", sa.String(length=24), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("told_by", sa.String(length=30), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("answer_until", sa.Date(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("statement", sa.String(length=1000), nullable=False),
        sa.Column("answered_by", sa.String(length=30), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_proxy", sa.Boolean(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(length=1000), nullable=False),
        sa.Column("decided_by", sa.String(length=30), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("number_text", sa.String(length=40), nullable=False),
        sa.Column("lifted_by", sa.String(length=30), nullable=False),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("lifted_reason", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('upheld', 'lifted') OR (words <> '' AND statement <> '' AND decided_by <> '' AND number_text <> '')",
            name=op.f("ck_vetoes_whole"),
        ),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_vetoes_finding_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["score_matters.id"], name=op.f("fk_vetoes_matter_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_vetoes_notice_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_vetoes_programme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_vetoes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetoes")),
    )
    with op.batch_alter_table("vetoes") as batch_op:
        batch_op.create_index("ix_vetoes_unit", ["programme_id", "unit_id", "state"])

    op.create_table(
        "veto_evidence",
        sa.Column("veto_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_veto_evidence_evidence_id")),
        sa.ForeignKeyConstraint(["veto_id"], ["vetoes.id"], name=op.f("fk_veto_evidence_veto_id")),
        sa.PrimaryKeyConstraint("veto_id", "evidence_id", name=op.f("pk_veto_evidence")),
    )
    with op.batch_alter_table("veto_evidence") as batch_op:
        batch_op.create_index("ix_veto_evidence_evidence", ["evidence_id"])


def downgrade() -> None:
    with op.batch_alter_table("veto_evidence") as batch_op:
        batch_op.drop_index("ix_veto_evidence_evidence")

    op.drop_table("veto_evidence")
    with op.batch_alter_table("vetoes") as batch_op:
        batch_op.drop_index("ix_vetoes_unit")

    op.drop_table("vetoes")
    with op.batch_alter_table("score_matter_evidence") as batch_op:
        batch_op.drop_index("ix_score_matter_evidence_evidence")

    op.drop_table("score_matter_evidence")
    with op.batch_alter_table("score_matters") as batch_op:
        batch_op.drop_index("ix_score_matters_unit")
        batch_op.drop_index("ix_score_matters_incident")
        batch_op.drop_index("ix_score_matters_finding")

    op.drop_table("score_matters")
    with op.batch_alter_table("appeal_evidence") as batch_op:
        batch_op.drop_index("ix_appeal_evidence_evidence")

    op.drop_table("appeal_evidence")
    op.drop_table("self_scores")
    with op.batch_alter_table("self_score_evidence") as batch_op:
        batch_op.drop_index("ix_self_score_evidence_evidence")

    op.drop_table("self_score_evidence")
    op.drop_table("score_settlements")
    op.drop_table("score_marks")
    with op.batch_alter_table("appeals") as batch_op:
        batch_op.drop_index("ix_appeals_window")
        batch_op.drop_index("ix_appeals_state")
        batch_op.drop_index("ix_appeals_sheet")

    op.drop_table("appeals")
    with op.batch_alter_table("score_sheets") as batch_op:
        batch_op.drop_index("ix_score_sheets_unit")

    op.drop_table("score_sheets")
    with op.batch_alter_table("assessment_results") as batch_op:
        batch_op.drop_index("ix_assessment_results_unit")

    op.drop_table("assessment_results")
    with op.batch_alter_table("assessments") as batch_op:
        batch_op.drop_index("ix_assessments_rubric")
        batch_op.drop_index("ix_assessments_programme")

    op.drop_table("assessments")
    op.drop_table("rubrics")
