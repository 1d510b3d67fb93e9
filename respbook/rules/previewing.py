"""以该用户身份查看: whose pages the clerk may look at, for how long, and what stays hidden even then (features U1)."""

from dataclasses import replace
from datetime import timedelta

from respbook.rules.errors import RuleBroken
from respbook.rules.people import village_only
from respbook.rules.permissions import Permission, Role, Viewer

SPAN = timedelta(minutes=15)
"""预览时长: it ends by itself."""

PERSONAL = frozenset(
    {
        Permission.OWN_ACCOUNT,
        Permission.AUDIT_READ,
        Permission.PHONE_READ,
        Permission.ORIGINAL_READ,
        Permission.LINK_WRITE,
        Permission.CHANGE_UNDO,
    }
)
"""不能预览的: what belongs to the person, not to the post: account and devices, own log, phones, linked phones."""

NOT_SHOWN = "正在以他人的身份查看：账号、日志、电话等属于本人的内容不在查看之列。"
"""预览中看不到, said of what is personal."""


def previewable(viewer: Viewer, roles: frozenset[Role], unit_path: str, suspended: bool) -> bool:
    """可以预览: people of villages and units below the viewer's town; nobody of the town itself or above. Of a county's clerk
    those of its towns, whose villages are the towns' own to look through."""
    below = unit_path.startswith(viewer.unit_path) and unit_path != viewer.unit_path
    if viewer.county and unit_path.strip("/").count("/") > viewer.line.index(viewer.office_id) + 1:
        return False
    return viewer.may(Permission.PERSON_PREVIEW) and village_only(roles) and below and not suspended


def check_previewable(viewer: Viewer, name: str, roles: frozenset[Role], unit_path: str, suspended: bool) -> None:
    """预览范围. Raises RuleBroken."""
    if not previewable(viewer, roles, unit_path, suspended):
        whose = "各乡镇的填报员、签字人" if viewer.county else "本镇所属村和单位的填报员、单位负责人"
        more = "；村和镇属单位的，由所在的镇查看" if viewer.county else ""
        raise RuleBroken(f"不能以{name}的身份查看。只能查看{whose}，停用的账号除外{more}。")


def sight_of(person: Viewer, by: Viewer) -> Viewer:
    """预览中的视野: what the person sees, without what is personal; it says whose eyes these are and does nothing."""
    return replace(person, only=person.permissions - PERSONAL, previewed_by=by.name)
