"""签发前体检: lets rules/preflight look at the facts of a batch, and tells what was waived (features L8, X17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.letters import Letter, Waiver
from respbook.models.programmes import Programme
from respbook.queries.issue_facts import Missing, issue_facts
from respbook.rules.preflight import examine, unsettled
from respbook.rules.preflight_flaws import Flaw


@dataclass(frozen=True)
class Report:
    """体检结果: what forbids issuing, what may be waived, what was waived and why."""

    stops: Sequence[Flaw]
    warnings: Sequence[Flaw]
    waived: Sequence[tuple[Flaw, Waiver]]

    @property
    def groups(self) -> Sequence[Sequence[Flaw]]:
        """请留意, those that say the same of several units together: one reason for all of them."""
        groups: dict[object, list[Flaw]] = {}
        for finding in self.warnings:
            own = finding.about[0] in ("unit", "letter")
            groups.setdefault((finding.about[0], finding.field) if own else finding, []).append(finding)
        return list(groups.values())

    @property
    def clear(self) -> bool:
        """全部可以送签."""
        return not self.stops and not self.warnings

    @property
    def common(self) -> bool:
        """有共性问题: something open concerns all letters alike (方案、模板、目标), so none may go before it is settled."""
        return any(finding.about[0] not in ("unit", "letter") for finding in (*self.stops, *self.warnings))

    def holds_back(self, letter: Letter) -> bool:
        """这一份有问题: something open concerns this letter or its unit; the others may go without it (features I2)."""
        own = {("unit", letter.unit_id), ("letter", letter.id)}
        return any(finding.about in own for finding in (*self.stops, *self.warnings))


def report(programme: Programme, letters: Sequence[Letter], missing: Missing, now: datetime) -> Report:
    """体检 of these drafts."""
    found = examine(issue_facts(programme, letters, missing, now))
    waivers = {
        (waiver.sentence, waiver.content_sha256 or ""): waiver
        for waiver in db.session.scalars(select(Waiver).where(Waiver.programme_id == programme.id))
    }
    open_now = unsettled(found, waivers.keys())
    return Report(
        [f for f in open_now if f.level == "stop"],
        [f for f in open_now if f.level == "warn"],
        [(f, waivers[f.key]) for f in found if f.level == "warn" and f.key in waivers],
    )
