"""办理: one table of what the queue does at a page's wish; exports are claimed by leases, not by a heartbeat"""

import sqlalchemy as sa
from alembic import op

revision = "20261230_claims"
down_revision = "20261225_words2"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
TAKEN_OVER = (
    "INSERT INTO runs (id, kind, place, asked_by, asked_at, began_at, ended_at, failed, outcome, given, asked_by_id, tries) "
    "SELECT id, kind, place, asked_by, asked_at, began_at, ended_at, failed, outcome, '', 0, 0 FROM backup_runs ORDER BY id"
)
GIVEN_BACK = (
    "INSERT INTO backup_runs (id, kind, place, asked_by, asked_at, began_at, ended_at, failed, outcome) "
    "SELECT id, kind, place, asked_by, asked_at, began_at, ended_at, failed, outcome FROM runs "
    "WHERE kind <> 'verify' ORDER BY id"
)
NUMBERED_ON = {
    "runs": "SELECT setval(pg_get_serial_sequence('runs', 'id'), coalesce(max(id), 0) + 1, false) FROM runs",
    "backup_runs": (
        "SELECT setval(pg_get_serial_sequence('backup_runs', 'id'), coalesce(max(id), 0) + 1, false) FROM backup_runs"
    ),
}


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=30), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=600), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    with op.batch_alter_table("runs") as batch_op:
        batch_op.create_index("ix_runs_kind", ["kind", "id"])
    op.execute(TAKEN_OVER)
    _number_on("runs")
    _verifications_that_the_queue_held()
    with op.batch_alter_table("backup_runs") as batch_op:
        batch_op.drop_index("ix_backup_runs_asked_at")
    op.drop_table("backup_runs")
    with op.batch_alter_table("exports") as batch_op:
        batch_op.drop_column("heard_at")


def _verifications_that_the_queue_held() -> None:
    """What was brought along for it lay in the queue of the program that is gone: it is shown as stopped."""
    op.execute(
        "INSERT INTO runs (kind, place, given, asked_by, asked_by_id, asked_at, tries, began_at, ended_at, failed, outcome) "
        "SELECT 'verify', '', '', '', 0, began_at, 1, began_at, began_at, true, '程序升级时中断。' FROM errand_runs "
        "WHERE name = 'verify' AND began_at IS NOT NULL AND (failed_at IS NOT NULL OR done_at IS NULL OR done_at < began_at)"
    )


def _number_on(table: str) -> None:
    """PostgreSQL does not count rows that brought their numbers along."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(NUMBERED_ON[table])


def downgrade() -> None:
    with op.batch_alter_table("exports") as batch_op:
        batch_op.add_column(sa.Column("heard_at", MOMENT, nullable=True))
    op.create_table(
        "backup_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("asked_by", sa.String(length=30), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("began_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=600), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_runs")),
    )
    with op.batch_alter_table("backup_runs") as batch_op:
        batch_op.create_index("ix_backup_runs_asked_at", ["asked_at"])
    op.execute(GIVEN_BACK)
    _number_on("backup_runs")
    with op.batch_alter_table("runs") as batch_op:
        batch_op.drop_index("ix_runs_kind")
    op.drop_table("runs")
