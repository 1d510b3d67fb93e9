"""respbook routes: every address, who may enter, what it shows (safety C4)."""

import argparse
from typing import Any

from flask import Flask

from respbook import settings as settings_module
from respbook.app import create_app
from respbook.commands.house import say
from respbook.rules.permissions import Permission


def register(words: Any) -> None:
    """Add ``routes`` to the command line."""
    parser = words.add_parser("routes", help="列出所有网址及所需权限")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """列出网址. JSON: {"routes": [{rule, methods, endpoint, permission (null: open to all), fresh, objects, title}]}.

    ``fresh``: the password must have been given within five minutes; ``objects``: the nouns whose ids stand in the
    address. Exit 0.
    """
    rows = routes_of(create_app(settings_module.read()))
    if asked.json:
        say({"routes": rows})
        return 0
    for row in rows:
        label = Permission(row["permission"]).label if row["permission"] else "公开"
        print(f"{','.join(row['methods']):<10}{row['rule']:<58}{label}{'（须再次验证）' if row['fresh'] else ''}")
    return 0


def routes_of(app: Flask) -> list[dict[str, Any]]:
    """网址表: one row for each address, sorted."""
    rows = []
    for rule in app.url_map.iter_rules():
        view: Any = app.view_functions[rule.endpoint]
        rows.append(
            {
                "rule": rule.rule,
                "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
                "endpoint": rule.endpoint,
                "permission": view.needs,
                "fresh": view.fresh,
                "objects": sorted(name.removesuffix("_id") for name in rule.arguments if name.endswith("_id")),
                "title": (view.__doc__ or "").strip().split("\n")[0],
            }
        )
    return sorted(rows, key=lambda row: (str(row["rule"]), row["methods"]))
