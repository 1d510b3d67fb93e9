"""respbook database: what the administrator of a PostgreSQL server is handed."""

import argparse
from typing import Any

from respbook.models import roles
from respbook.settings import SettingsError


def register(words: Any) -> None:
    """Add ``database`` to the command line."""
    parser = words.add_parser("database", help="PostgreSQL 数据库")
    tasks = parser.add_subparsers(dest="task", required=True, metavar="事项")
    task = tasks.add_parser("roles", help="打印建账号和授权的 SQL")
    task.add_argument("--owner", default=roles.OWNER, metavar="账号", help="改表的账号")
    task.add_argument("--app", default=roles.APP, metavar="账号", help="网站使用的账号")
    task.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """数据库账号: prints the SQL for the two accounts, to be carried out by the server's administrator in the database:

    respbook database roles | sudo -u postgres psql -v ON_ERROR_STOP=1 respbook. Needs no database. Exit 0, 2 no such name.
    """
    try:
        statements = roles.founding(asked.owner, asked.app)
    except ValueError:
        raise SettingsError("账号名只能用字母、数字和下划线，且以字母开头。") from None
    print("BEGIN;")
    for statement in statements:
        print(f"{statement};")
    print("COMMIT;")
    print(f"-- 然后给两个账号各设密码： \\password {asked.owner}   \\password {asked.app}")
    return 0
