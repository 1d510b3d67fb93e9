"""帮助: how to begin, who may do what, what the words mean."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from respbook.rules.glossary import TERMS
from respbook.rules.permissions import GRANTS, ROLE_DUTIES, ROLE_LABELS, Permission, Role
from respbook.rules.profiles import Profile
from respbook.rules.retention import KEPT_DATA
from respbook.web.guard import needs
from respbook.web.htmx import show as page
from respbook.web.viewer import current, profile

pages = Blueprint("help", __name__, url_prefix="/help")


@pages.get("/")
@needs(Permission.HOME_READ)
def index() -> ResponseReturnValue:
    """帮助: the viewer's own roles first."""
    mine = [role for role in Role if role in current().roles]
    others = [role for role in Role if role not in current().roles]
    return page(
        "help/index.html",
        mine=mine,
        others=others,
        labels=ROLE_LABELS,
        duties=ROLE_DUTIES,
        dengbao=profile() is Profile.DENGBAO,
    )


@pages.get("/permissions")
@needs(Permission.HOME_READ)
def permissions() -> ResponseReturnValue:
    """权限对照表: the one table that decides, as it stands in the program."""
    rows = [(each.label, [each in GRANTS[role] for role in Role]) for each in Permission]
    return page("help/permissions.html", rows=rows, labels=[ROLE_LABELS[role] for role in Role])


@pages.get("/retention")
@needs(Permission.HOME_READ)
def retention() -> ResponseReturnValue:
    """个人信息保存期限."""
    return page("help/retention.html", rows=KEPT_DATA)


@pages.get("/glossary")
@needs(Permission.HOME_READ)
def glossary() -> ResponseReturnValue:
    """术语表."""
    return page("help/glossary.html", terms=TERMS)
