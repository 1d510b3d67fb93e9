"""角色: what a person is in this office, and which two nobody may be at once (safety C3, R34)."""

from enum import StrEnum

from respbook.rules.errors import RuleBroken


class Role(StrEnum):
    """角色: what a person is in this office. One person may hold several, except the excluded pairs."""

    ADMIN = "admin"
    CLERK = "clerk"
    LEADER = "leader"
    ASSESSOR = "assessor"
    REPORTER = "reporter"
    SIGNER = "signer"
    AUDITOR = "auditor"


ROLE_LABELS = {
    Role.ADMIN: "系统管理员",
    Role.CLERK: "经办人",
    Role.LEADER: "镇领导",
    Role.ASSESSOR: "考核组",
    Role.REPORTER: "填报员",
    Role.SIGNER: "单位负责人",
    Role.AUDITOR: "审计/纪检",
}

ROLE_DUTIES = {
    Role.ADMIN: "管账号、角色和受信任的证书签发机构，查验操作日志，不经手业务。",
    Role.CLERK: "编方案、分解任务、拟稿送签，给村和单位开户。",
    Role.LEADER: "审阅、签发责任书，看全镇进度。",
    Role.ASSESSOR: "审核、核实报送，查看责任书和任务。",
    Role.REPORTER: "报送本单位的任务完成情况，备齐佐证材料。",
    Role.SIGNER: "本单位负责人，在责任书上签字，也可以报送。",
    Role.AUDITOR: "只看不改，查验记录有没有被改动。",
}

EXCLUDED_PAIRS: tuple[frozenset[Role], ...] = tuple(
    frozenset({Role.AUDITOR, other}) for other in Role if other is not Role.AUDITOR
) + tuple(
    frozenset({Role.ADMIN, other}) for other in (Role.CLERK, Role.LEADER, Role.ASSESSOR, Role.REPORTER, Role.SIGNER)
)
"""不相容角色: 审计/纪检 writes nothing, 系统管理员 does no business (三员分立, safety R34)."""


def held_alone() -> tuple[Role, ...]:
    """专人担任的角色: those that go with no other."""
    return tuple(
        role for role in Role if all(frozenset({role, other}) in EXCLUDED_PAIRS for other in Role if other is not role)
    )


def check_roles(roles: frozenset[Role]) -> None:
    """角色相容: refuse excluded pairs and an empty choice. Raises RuleBroken."""
    if not roles:
        raise RuleBroken("请至少选择一个角色。", "roles")
    for pair in EXCLUDED_PAIRS:
        if pair <= roles:
            first, second = sorted(ROLE_LABELS[role] for role in pair)
            raise RuleBroken(f"“{first}”和“{second}”不能由同一个账号兼任，请分设账号。", "roles")
