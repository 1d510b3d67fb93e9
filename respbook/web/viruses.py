"""查毒 of whatever is uploaded, before a view reads it: there is one door for all files (safety R67)."""

from flask import Flask, Response, current_app, request

from respbook.readers.viruses import Scanner, VirusFound
from respbook.rules.errors import RuleBroken
from respbook.rules.security_log import SecurityKind
from respbook.web import security_log
from respbook.web.errors import error_page

UNCHECKED = "本系统没有接查毒程序，收下的文件未查毒。"


def init_app(app: Flask, clamd: str) -> None:
    """``clamd``: its address; without one the pages that take files say so. After the guard and the token."""
    app.extensions["virus_scanner"] = Scanner(clamd) if clamd else None
    app.jinja_env.globals["virus_note"] = "" if clamd else UNCHECKED
    app.before_request(check)


def check() -> Response | None:
    """before_request: every file of the form."""
    scanner: Scanner | None = current_app.extensions["virus_scanner"]
    if scanner is None or request.method != "POST":
        return None
    for file in (each for _, each in request.files.items(multi=True) if each.filename):
        try:
            scanner.check(file.stream, file.filename or "")
        except VirusFound as found:
            security_log.write(SecurityKind.VIRUS, found.sentence)
            return error_page(422, found.sentence)
        except RuleBroken as silent:
            return error_page(503, silent.sentence)
    return None
