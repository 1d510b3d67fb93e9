"""身份验证: who stood behind a deed that a record freezes, built in one place for glass, tables, seals, certificates (R73)."""

from dataclasses import dataclass
from datetime import datetime

from respbook.models.base import db
from respbook.models.people import User
from respbook.queries.waiting import reset_of
from respbook.rules.people import check_confirmed
from respbook.rules.permissions import Viewer
from respbook.rules.signature_record import Proof


@dataclass(frozen=True)
class Came:
    """签字来源: which session or code, from which address, with which browser."""

    session8: str
    address: str
    agent: str


def proof_of(kind: str, came: Came, by: Viewer, at: datetime) -> Proof:
    """身份验证 by ``by``; ``at`` is when the password was given or the host looked, not when the deed is done.

    Raises RuleBroken while somebody else's reset of that password awaits a second person.
    """
    user = db.session.get_one(User, by.user_id)
    check_confirmed(user.reset_at, user.confirmed_at)
    reset_by, reset_at = reset_of(by.user_id)
    return Proof(kind, at, by.name, came.session8, came.address, came.agent[:200], reset_by, reset_at)
