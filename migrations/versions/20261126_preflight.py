"""体检: the power that a target needs, how many letters are too many, waivers for one content and as the leader saw them."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_preflight"
down_revision = "20261126_archive"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("programmes") as programmes:
        programmes.add_column(sa.Column("many_letters", sa.Integer(), nullable=True))
        programmes.create_check_constraint(op.f("ck_programmes_many_letters"), sa.text("many_letters BETWEEN 1 AND 99"))
    with op.batch_alter_table("targets") as targets:
        targets.add_column(sa.Column("power_needed", sa.String(24), nullable=True))
    with op.batch_alter_table("waivers") as waivers:
        waivers.add_column(sa.Column("content_sha256", sa.String(64), nullable=True))
        waivers.drop_constraint(op.f("uq_waivers_programme_id_sentence_sha256"), type_="unique")
        waivers.create_unique_constraint(
            op.f("uq_waivers_programme_id_sentence_sha256_content_sha256"),
            ["programme_id", "sentence_sha256", "content_sha256"],
        )
    op.create_table(
        "job_waivers",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=30), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_job_waivers_job_id")),
        sa.PrimaryKeyConstraint("job_id", "position", name=op.f("pk_job_waivers")),
    )


def downgrade() -> None:
    op.drop_table("job_waivers")
    op.execute(
        "DELETE FROM waivers WHERE id NOT IN (SELECT max(id) FROM waivers GROUP BY programme_id, sentence_sha256)"
    )
    with op.batch_alter_table("waivers") as waivers:
        waivers.drop_constraint(op.f("uq_waivers_programme_id_sentence_sha256_content_sha256"), type_="unique")
        waivers.create_unique_constraint(
            op.f("uq_waivers_programme_id_sentence_sha256"), ["programme_id", "sentence_sha256"]
        )
        waivers.drop_column("content_sha256")
    with op.batch_alter_table("targets") as targets:
        targets.drop_column("power_needed")
    with op.batch_alter_table("programmes") as programmes:
        programmes.drop_constraint(op.f("ck_programmes_many_letters"), type_="check")
        programmes.drop_column("many_letters")
