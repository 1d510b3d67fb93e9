"""respbook county: a county above the town that is there, and further towns, each with its first administrator."""

import argparse
from typing import Any

from respbook.actions import offices
from respbook.commands.house import hand_over, now, opened
from respbook.queries.county import the_county
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import system_viewer


def register(words: Any) -> None:
    """Add ``county`` to the command line."""
    deeds = words.add_parser("county", help="县（区）和乡镇").add_subparsers(
        dest="deed", required=True, metavar="做什么"
    )
    found = deeds.add_parser("found", help="建立县（区），把已有的镇划入其下")
    _of_office(found, "县（区）政府全称，例如“云岭县人民政府”")
    found.set_defaults(run=run_found)
    town = deeds.add_parser("town", help="在县（区）下新设乡镇")
    _of_office(town, "乡镇政府全称，例如“白水镇人民政府”")
    town.set_defaults(run=run_town)


def _of_office(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("unit", help=what)
    parser.add_argument("--short", default="", help="简称；不填则去掉“人民政府”")
    parser.add_argument("--name", required=True, help="首位系统管理员的姓名")
    parser.add_argument("--login", default="", help="其用户名；不填则用姓名拼音")
    parser.add_argument("--phone", default="")


def _facts(asked: argparse.Namespace) -> offices.OfficeFacts:
    return offices.OfficeFacts(asked.unit, asked.short, asked.name, asked.login, asked.phone)


def run_found(asked: argparse.Namespace) -> int:
    """建立县（区）: towns already there come below it with all they have; prints the administrator's code. Exit 0, 2 refused."""
    with opened().app_context():
        _, user, code = offices.found_county(_facts(asked), by=system_viewer("命令行"), now=now())
        hand_over(user.login, code)
    return 0


def run_town(asked: argparse.Namespace) -> int:
    """新设乡镇: prints its first administrator's code. Exit 0, 2 refused."""
    with opened().app_context():
        county = the_county()
        if county is None:
            raise RuleBroken("还没有县（区）。请先用 respbook county found 建立。")
        _, user, code = offices.add_town(county.id, _facts(asked), by=system_viewer("命令行"), now=now())
        hand_over(user.login, code)
    return 0
