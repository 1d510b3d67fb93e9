"""respbook people: who there is; the first administrator; a fresh one-time code (safety R08, R09)."""

import argparse
from typing import Any

from respbook.actions import people as actions
from respbook.actions import units as unit_actions
from respbook.commands.house import hand_over, now, opened, say
from respbook.models.units import Unit
from respbook.queries import people as queries
from respbook.queries import sessions
from respbook.queries import units as unit_queries
from respbook.queries.scope import unit_in_sight
from respbook.rules.chinese import shown_phone
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import ROLE_LABELS, Role, system_viewer
from respbook.rules.units import UnitKind


def register(words: Any) -> None:
    """Add ``people`` to the command line."""
    deeds = words.add_parser("people", help="用户").add_subparsers(dest="deed", required=True, metavar="做什么")
    listing = deeds.add_parser("list", help="列出用户")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list)
    add = deeds.add_parser("add", help="开设用户，打印一次性开户码")
    add.add_argument("--name", required=True, help="姓名")
    add.add_argument("--login", default="", help="用户名；不填则用姓名拼音")
    roles = "、".join(f"{role}（{label}）" for role, label in ROLE_LABELS.items())
    add.add_argument(
        "--role", action="append", choices=[role.value for role in Role], help=f"角色，可写多次，默认 admin：{roles}"
    )
    add.add_argument("--unit", required=True, help="单位全称；还没有任何单位时以它建立本镇")
    add.add_argument("--phone", default="")
    add.set_defaults(run=run_add)
    code = deeds.add_parser("code", help="重发一次性开户码")
    code.add_argument("login", help="用户名")
    code.set_defaults(run=run_code)
    second = deeds.add_parser("end-second", help="解除动态口令")
    second.add_argument("login", help="用户名")
    second.set_defaults(run=run_end_second)


def run_list(asked: argparse.Namespace) -> int:
    """列出用户. JSON: {"people": [{id, login, name, unit, roles, phone (masked), entered, suspended}]}. Exit 0."""
    with opened().app_context():
        rows = _everybody()
    if asked.json:
        say({"people": rows})
        return 0
    for row in rows:
        state = "已停用" if row["suspended"] else "" if row["entered"] else "未启用"
        print(f"{row['login']:<16}{row['name']}　{'、'.join(row['roles'])}　{row['unit']}　{state}")
    return 0


def _everybody() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    page, pages = 1, 1
    while page <= pages:
        listing = queries.people_list(system_viewer(), queries.PeopleFilter(), now(), page)
        for row in listing.rows:
            rows.append(
                {
                    "id": row.id,
                    "login": row.login,
                    "name": row.name,
                    "unit": row.unit_name,
                    "roles": [ROLE_LABELS[role] for role in row.roles],
                    "phone": shown_phone(row.phone),
                    "entered": row.entered,
                    "suspended": row.suspended_at is not None,
                }
            )
        page, pages = page + 1, listing.pages
    return rows


def run_add(asked: argparse.Namespace) -> int:
    """开设用户: prints the login and the one-time code, which is shown this once. Exit 0, 2 refused."""
    roles = frozenset(Role(role) for role in asked.role or ["admin"])
    with opened().app_context():
        unit = _unit_named(asked.unit)
        facts = actions.PersonFacts(asked.login, asked.name, unit.id, asked.phone, roles)
        user, code = actions.add(facts, by=system_viewer("命令行"), now=now())
        hand_over(user.login, code)
    return 0


def run_code(asked: argparse.Namespace) -> int:
    """重发开户码: the old password and all sessions end; who had one signs nothing before a second person has vouched.

    Exit 0, 2 when there is no such login.
    """
    with opened().app_context():
        hand_over(asked.login, actions.invite(_person(asked.login), by=system_viewer("命令行"), now=now()))
    return 0


def run_end_second(asked: argparse.Namespace) -> int:
    """解除动态口令 when phone and slip are gone: a reset like that of a password. Exit 0, 2 when there is none to end."""
    with opened().app_context():
        user = actions.reset_second_factor(_person(asked.login), by=system_viewer("命令行"), now=now())
        print(f"{user.name}的动态口令已解除，已登录的设备退出；签字须先由第二人在用户页核实身份。")
    return 0


def _person(login: str) -> int:
    viewer = sessions.viewer_named(login)
    if viewer is None:
        raise RuleBroken(f"没有用户名为“{login}”的账号。请用 respbook people list 核对。")
    return viewer.user_id


def _unit_named(name: str) -> Unit:
    """The unit of that full name; on an empty database it becomes the town. Raises RuleBroken."""
    viewer = system_viewer("命令行")
    wanted = unit_queries.UnitFilter(retired=True)
    if not unit_queries.unit_list(viewer, wanted).total:
        if name.endswith(("县人民政府", "区人民政府", "市人民政府")):
            raise RuleBroken(
                f"“{name}”是县（区）一级。请用 respbook county found 建立，再用 respbook county town 设乡镇。"
            )
        facts = unit_actions.UnitFacts(None, UnitKind.TOWN, name, name.removesuffix("人民政府"))
        return unit_actions.add(facts, by=viewer, now=now())
    found = unit_queries.unit_list(viewer, unit_queries.UnitFilter(words=name))
    for row in found.rows:
        if row.name == name:
            return unit_in_sight(viewer, row.id)
    raise RuleBroken(f"没有名为“{name}”的在用单位。请写全称，例如“青山镇人民政府”。")
