"""签订本: the signed copy as PDF and as pages in the browser (features S6)."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from respbook.queries.scope import NotInSight, letter_in_sight
from respbook.queries.signed_copies import Copy, copy_of
from respbook.rules.permissions import Permission
from respbook.web import files
from respbook.web.guard import needs
from respbook.web.signed_copies import content, picture
from respbook.web.viewer import current

pages = Blueprint("signed_copies", __name__, url_prefix="/letters")


def _copy(letter_id: int) -> tuple[Copy, str]:
    """(copy, file name) of a letter that somebody signed or sealed. Raises NotInSight."""
    letter = letter_in_sight(current(), letter_id)
    copy = copy_of(letter)
    if copy is None:
        raise NotInSight
    struck = "（已作废）" if copy.banner else ""
    return copy, f"{letter.number_text}_{letter.unit.called}_责任书签订本{struck}.pdf"


@pages.get("/<int:letter_id>/signed.pdf")
@needs(Permission.LETTER_READ)
def pdf(letter_id: int) -> ResponseReturnValue:
    """签订本PDF."""
    copy, name = _copy(letter_id)
    return files.pdf(content(copy), name)


@pages.get("/<int:letter_id>/signed/<int:number>.png")
@needs(Permission.LETTER_READ)
def page_picture(letter_id: int, number: int) -> ResponseReturnValue:
    """签订本页面图片."""
    copy, _ = _copy(letter_id)
    try:
        return files.png(picture(copy, number))
    except IndexError:
        raise NotInSight from None
