"""层层签订: households with their papers, what the village reports and the office returns."""

from flask import Flask

from making.signing import picture, signed
from making.township import NOW, Town
from respbook.actions import cascade_reports, pledge_signing, pledges
from respbook.models.cascade_reports import CascadeReport
from respbook.models.letters import Letter
from respbook.queries.pledge_lists import to_tick
from respbook.readers.scans import inspect
from respbook.rules.household_lists import Household
from respbook.rules.pledge_states import PledgeState
from respbook.rules.targets import Basis


def pledges_of(app: Flask, town: Town, letter: Letter) -> None:
    """Two households of a village have their paper, the first has signed; the village has no 社."""
    by = town.viewer("clerk")
    signed(town, letter)
    listed = [Household(line, name, people=4) for line, name in enumerate(("张得旺", "赵满仓"), 1)]
    pledges.generate_households(letter.id, listed, False, Basis.EQUAL, by=by, now=NOW)
    first = to_tick(letter.id)[0]
    pledge_signing.record(letter.id, [first.id], NOW.date(), photo(app), by=by, now=NOW)


def reported(town: Town, letter: Letter, remark: str = "", login: str = "signer") -> CascadeReport:
    """What has not been signed below a letter is told to be away, and the village reports."""
    by = town.viewer(login)
    for row in to_tick(letter.id):
        if row.state is PledgeState.WAITING:
            pledge_signing.leave_unsigned(row.id, True, "外出务工。", 1, by=by, now=NOW)
    return cascade_reports.report(letter.id, remark, by=by, now=NOW)


def returned(town: Town, letter: Letter) -> CascadeReport:
    """A report that the office sent back: the village may go on."""
    row, by = reported(town, letter), town.viewer("clerk")
    return cascade_reports.send_back(letter.id, row.id, "请核对户数。", row.version, by=by, now=NOW)


def photo(app: Flask) -> pledge_signing.Photo:
    """The photo, in the store."""
    content = picture()
    return pledge_signing.Photo("合影.png", app.extensions["store"].put(content), inspect(content))
