"""当前用户: who is asking, what they may do, and the sentence for what they may not."""

from dataclasses import dataclass, field, replace

from respbook.rules.errors import RuleBroken
from respbook.rules.permissions.grants import GRANTS
from respbook.rules.permissions.permission import Permission
from respbook.rules.permissions.roles import ROLE_LABELS, Role


@dataclass(frozen=True)
class Viewer:
    """当前用户: who is asking. ``unit_path`` is the root of the subtree in sight, e.g. ``/1/7/``.

    ``only`` narrows what the roles grant: a phone with a 专用链接 may do less than its owner.
    ``previewed_by`` names the clerk who looks through this person's eyes; whoever is previewed does nothing.
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
    permissions: frozenset[Permission] = field(default=frozenset(), compare=False)

    def __post_init__(self) -> None:
        granted = frozenset(Permission) if self.system else self.extra.union(*(GRANTS[role] for role in self.roles))
        object.__setattr__(self, "permissions", granted if self.only is None else granted & self.only)

    def may(self, permission: Permission) -> bool:
        """Whether one of the viewer's roles grants the permission."""
        return permission in self.permissions

    @property
    def of_office(self) -> bool:
        """镇上的人: reads the office's own work — wording, targets, drafts — and not only what a unit has signed."""
        return self.may(Permission.TEMPLATE_READ)

    @property
    def role_words(self) -> str:
        """角色名称: joined for people."""
        if self.system:
            return "系统"
        words = "、".join(ROLE_LABELS[role] for role in Role if role in self.roles)
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
        raise NotAllowed(f"您没有“{permission.label}”的权限。如工作需要，请联系系统管理员。")


def system_viewer(name: str = "系统") -> Viewer:
    """系统: the named viewer of commands and the queue; sees the whole tree."""
    return Viewer(user_id=0, name=name, roles=frozenset(), unit_id=0, unit_path="/", system=True)


def standing_in(viewer: Viewer, permission: Permission) -> Viewer:
    """一人经办: the viewer with one more permission, where a programme's switch gives it; every use is marked."""
    return replace(viewer, extra=viewer.extra | {permission})
