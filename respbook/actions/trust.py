"""受信任的签发机构: listed by the administrator who has compared the fingerprint, removed with a reason, never forgotten (S6)."""

from datetime import datetime

from respbook import pades
from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.trusted_roots import TrustedRoot
from respbook.queries.scope_seals import trusted_root_in_sight
from respbook.queries.trust import living_root
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.trust import check_local, check_tail, fingerprint_words


def add(root: pades.Root, tail: str, local: bool, *, by: Viewer, now: datetime) -> TrustedRoot:
    """登记受信任的签发机构; ``tail``: the end of its fingerprint, typed by whoever compared it. Raises RuleBroken."""
    check_tail(root.sha256, tail)
    check_local(root.homemade, local)
    return _add(root, local, by=by, now=now)


@action(Permission.TRUST_WRITE)
def _add(root: pades.Root, local: bool, *, by: Viewer, now: datetime) -> TrustedRoot:
    if living_root(root.sha256) is not None:
        raise RuleBroken(f"“{root.name}”的这张证书已在名单上，不用再登记。", "tail")
    row = TrustedRoot(
        name=root.name,
        sha256=root.sha256,
        starts_on=root.starts_on,
        ends_on=root.ends_on,
        local=local,
        certificate=root.pem,
        added_by=by.name,
        added_at=now,
    )
    db.session.add(row)
    said = {
        "指纹": fingerprint_words(root.sha256),
        "有效期": f"{day(root.starts_on)}至{day(root.ends_on)}",
        "本单位自建": "是" if local else "否",
    }
    audit.note("root.add", row, root.name, after=said)
    return row


@action(Permission.TRUST_WRITE)
def remove(root_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> TrustedRoot:
    """移出受信任的签发机构: from now on its signatures are shown as not checked. Raises RuleBroken, StaleVersion, NotInSight."""
    row = trusted_root_in_sight(by, root_id)
    expect_version(row, version)
    if row.removed_at is not None:
        raise RuleBroken(f"“{row.name}”已于{day(china_day(row.removed_at))}移出名单。")
    if not reason.strip():
        raise RuleBroken("请填写移出名单的原因。", "reason")
    row.removed_by, row.removed_at, row.removal_reason = by.name, now, reason.strip()
    audit.note(
        "root.remove", row, row.name, before={"指纹": fingerprint_words(row.sha256)}, after={"原因": row.removal_reason}
    )
    return row
