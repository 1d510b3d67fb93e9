"""名册比对: what stands in the book, loaded once for each kind of sheet, and what one row of it may say."""

from datetime import date

from respbook.models.programmes import Programme
from respbook.models.registers import Register
from respbook.queries.rolls.accounts import AccountRoll
from respbook.queries.rolls.allocations import AllocationRoll
from respbook.queries.rolls.base import StandingRoll
from respbook.queries.rolls.findings import FindingRoll
from respbook.queries.rolls.holders import HolderRoll
from respbook.queries.rolls.register import RegisterRoll
from respbook.queries.rolls.register_rows import RegisterRowRoll
from respbook.queries.rolls.targets import TargetRoll
from respbook.queries.rolls.tasks import TaskRoll
from respbook.queries.rolls.units import UnitRoll
from respbook.rules.columns import SheetKind
from respbook.rules.permissions import Viewer

ROLLS: dict[SheetKind, type[StandingRoll]] = {
    SheetKind.UNITS: UnitRoll,
    SheetKind.HOLDERS: HolderRoll,
    SheetKind.ACCOUNTS: AccountRoll,
    SheetKind.TARGETS: TargetRoll,
    SheetKind.ALLOCATIONS: AllocationRoll,
    SheetKind.TASKS: TaskRoll,
    SheetKind.REGISTER: RegisterRoll,
    SheetKind.REGISTER_ROWS: RegisterRowRoll,
    SheetKind.FINDINGS: FindingRoll,
}
"""能导入的表."""


def roll_of(
    kind: SheetKind, viewer: Viewer, programme: Programme | None, on: date, register: Register | None = None
) -> StandingRoll:
    """名册 as it stands now, in sight of the viewer; ``register`` is the 台账 where the sheet is one."""
    return ROLLS[kind](viewer, programme, on, register)
