"""当前用户: who is asking, what they may do, and the sentence for what they may not."""

from dataclasses import dataclass, field, replace

from respbook.rules.errors import RuleBroken
from respbook.rules.permissions.grants import GRANTS
from respbook.rules.permissions.permission import Permission
from respbook.rules.permissions.roles import ROLE_LABELS, Role
from respbook.rules.units import UnitKind

UPWARD = frozenset(
    {
        Permission.LETTER_SIGN,
        Permission.SEAL_USE,
        Permission.REPORT_WRITE,
        Permission.EVIDENCE_WRITE,
        Permission.RECTIFY_WRITE,
        Permission.NOTICE_TAKE,
        Permission.REGISTER_FILL,
        Permission.SELF_SCORE,
        Permission.MEASURE_ANSWER,
    }
)
"""向上办理: what a unit does on the records of the office above it: sign, report, answer."""

READING = frozenset(each for each in Permission if each.value.endswith(".read"))
"""只看: what changes nothing."""

OF_AN_OFFICE = frozenset(
    {
        Permission.TEMPLATE_READ,
        Permission.TARGET_READ,
        Permission.FORM_READ,
        Permission.JOB_READ,
        Permission.SCORE_READ,
        Permission.AUDIT_READ,
        Permission.AUDIT_WHOLE,
        Permission.ORIGINAL_READ,
    }
)
"""本级内部: what an office reads of its own work and a unit below it does not."""


TAKES_FOR_A_TOWN = frozenset({Permission.NOTICE_TAKE})
"""代表本镇: what the clerk of a town below a county may besides: sign for what the county sends to the town."""

OF_THE_SERVER = frozenset(
    {Permission.BACKUP_WRITE, Permission.CLOCK_CONFIRM, Permission.TRUST_WRITE, Permission.AUDIT_VERIFY}
)
"""全机的事: its backups hold every town's records, its clock and its roots count for all, its book is one for all: where a
county stands above, the business of the county's administrator and auditor alone."""


@dataclass(frozen=True)
class Viewer:
    """当前用户: who is asking. ``unit_path`` is the root of the subtree in sight, e.g. ``/1/7/``.

    ``previewed_by`` names the clerk who looks through this person's eyes; whoever is previewed does nothing.
    ``only`` narrows what the roles grant: a phone with a 专用链接 may do less than its owner; ``within`` does so before
    the records of another office (``before``).
    ``office_id`` is the office whose records the viewer's unit works on: the nearest town or county at or above it;
    0 where nobody asked. ``county``: that office is a county, with towns below it.
    ``system`` marks commands and the queue: may do everything, and is written as such in the audit book.
    """

    user_id: int
    name: str
    roles: frozenset[Role]
    unit_id: int
    unit_path: str
    step: int = 1
    system: bool = False
    extra: frozenset[Permission] = frozenset()
    only: frozenset[Permission] | None = None
    previewed_by: str = ""
    office_id: int = 0
    county: bool = False
    within: frozenset[Permission] | None = None
    permissions: frozenset[Permission] = field(default=frozenset(), compare=False)

    def __post_init__(self) -> None:
        granted = frozenset(Permission) if self.system else self.extra.union(*(GRANTS[role] for role in self.roles))
        if self.below_county and not self.system:
            granted -= OF_THE_SERVER
            granted |= TAKES_FOR_A_TOWN if Role.CLERK in self.roles else frozenset()
        for narrowed in (self.only, self.within):
            granted = granted if narrowed is None else granted & narrowed
        object.__setattr__(self, "permissions", granted)

    def may(self, permission: Permission) -> bool:
        """Whether one of the viewer's roles grants the permission."""
        return permission in self.permissions

    @property
    def of_office(self) -> bool:
        """镇上的人: reads the office's own work — wording, targets, drafts — and not only what a unit has signed."""
        return self.may(Permission.TEMPLATE_READ)

    @property
    def line(self) -> tuple[int, ...]:
        """从上到下: the units from the root to the viewer's own."""
        return tuple(int(part) for part in self.unit_path.split("/") if part)

    @property
    def office_line(self) -> tuple[int, ...]:
        """本级以下: the viewer's office and the units from it down to the viewer's own; all of ``line`` where no office is known."""
        line = self.line
        return line[line.index(self.office_id) :] if self.office_id in line else line

    def before(self, keeper: int) -> "Viewer":
        """面对某单位的事项: as this person stands before what the office ``keeper`` keeps: its own people as they are; a county
        reads what its towns keep; a town is a unit of its county, which reads and does what units are asked for.
        """
        if self.system or not self.offices_around or keeper == self.office_id:
            return self
        may = READING if keeper not in self.line else READING - OF_AN_OFFICE | UPWARD
        return replace(self, within=frozenset(may))

    def keeps(self, keeper: int) -> bool:
        """办公一方: speaks for the office where ``keeper`` keeps the record; below a county a town is one of its units."""
        return self.before(keeper).of_office

    @property
    def office_kind(self) -> UnitKind:
        """办公单位类别: decides with whom the office signs."""
        return UnitKind.COUNTY if self.county else UnitKind.TOWN

    @property
    def below_county(self) -> bool:
        """上有县（区）: another office stands above the viewer's own and may ask something of it."""
        return len(self.office_line) < len(self.line)

    @property
    def offices_around(self) -> bool:
        """另有上下级: the viewer's office has a county above it or towns below; else it owns all that is in sight."""
        return self.county or self.below_county

    @property
    def sees_towns(self) -> bool:
        """看得到几个镇: a county's person, unless he has narrowed his sight to one town."""
        return self.county and bool(self.line) and self.line[-1] == self.office_id

    @property
    def role_words(self) -> str:
        """角色名称: joined for people."""
        if self.system:
            return "系统"
        words = "、".join(ROLE_LABELS[role] for role in Role if role in self.roles)
        words = words.replace("镇领导", "县领导") if self.county else words
        if self.previewed_by:
            return f"{words}（预览）"
        return words if self.only is None else f"{words}（专用链接）"


class NotAllowed(RuleBroken):
    """无权办理: the viewer's roles do not grant the permission."""


ONLY_LOOKING = "正在以他人的身份查看，只能看，不能办理。需要办理的，请先点页面上方的“退出预览”。"
"""预览中不能办理, said by the guard and by the deed alike."""


def demand(viewer: Viewer, permission: Permission) -> None:
    """权限检查: raise NotAllowed with the sentence to show."""
    if not viewer.may(permission):
        if viewer.below_county and permission in OF_THE_SERVER and any(permission in GRANTS[r] for r in viewer.roles):
            raise NotAllowed(
                f"“{permission.label}”涉及全县，由县（区）的系统管理员或审计、纪检人员办理。需要的，请与县里联系。"
            )
        raise NotAllowed(f"您没有“{permission.label}”的权限。如工作需要，请联系系统管理员。")


def works_on(viewer: Viewer, keeper: int, permission: Permission | None) -> bool:
    """可否办理 the records that the office ``keeper`` keeps: one's own, and upwards what a unit is asked for."""
    if viewer.system or not viewer.offices_around:
        return True
    return keeper == viewer.office_id or (permission in UPWARD and keeper in viewer.line)


def system_viewer(name: str = "系统") -> Viewer:
    """系统: the named viewer of commands and the queue; sees the whole tree."""
    return Viewer(user_id=0, name=name, roles=frozenset(), unit_id=0, unit_path="/", system=True)


def standing_in(viewer: Viewer, permission: Permission) -> Viewer:
    """一人经办: the viewer with one more permission, where a programme's switch gives it; every use is marked."""
    return replace(viewer, extra=viewer.extra | {permission})
