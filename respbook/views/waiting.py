"""待我签: what waits for this person's hand; a leader signs his side of many letters in one go (features S1)."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import glass as actions
from respbook.forms.glass import ManyForm
from respbook.queries import waiting as queries
from respbook.rules.many import check_count
from respbook.rules.permissions import Permission
from respbook.rules.signature_record import Shown
from respbook.rules.signing import LISTED
from respbook.web import seen
from respbook.web.guard import needs
from respbook.web.handwriting import came, mark_of
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.signed_copies import freeze_now
from respbook.web.viewer import current, now, today

pages = Blueprint("waiting", __name__)


@pages.route("/signing/", methods=["GET", "POST"])
@needs(Permission.LETTER_SIGN)
def index() -> ResponseReturnValue:
    """待我签. Letters of units below are signed by their list: the record then says that no page was shown."""
    rows = queries.waiting_slots(current(), today())
    many = [row for row in rows if row.unit_id != current().unit_id]
    form = ManyForm(data={"slot_ids": []})
    form.slot_ids.choices = [(str(row.id), row.unit) for row in many]
    who = f"user:{current().user_id}"
    if form.validate_on_submit():
        with form.refusals():
            check_count(form.how_many.data, len(form.slot_ids.data or ()), "份")
            opened = seen.list_opened(form.seen.data or "", who)
            mark, password = mark_of(form.strokes.data or ""), form.password.data or ""
            chosen = [int(each) for each in form.slot_ids.data or ()]
            shown = [(slot_id, Shown(digest, opened, 0)) for slot_id, digest in queries.digests_of(current(), chosen)]
            made = actions.sign_many(shown, mark, password, came(), by=current(), now=now())
            freeze_now({each.letter_id for each in made})
            return go(url_for("signatures.together", signature_id=made[0].id), f"已签订{len(made)}份，这是各份的回执。")
    if not form.seen.data:
        form.seen.data = seen.list_opening(who)
    return page(
        "waiting/index.html",
        rows=rows,
        many=many,
        form=form,
        name=current().name,
        most=actions.MOST_AT_ONCE,
        sentence=LISTED,
    ), form.status
