"""检查点: signed notes that another program reads too; kept, given away, never written over (safety R82)."""

import datetime as d
import stat
import sys

import pytest
from independent_verifier import verifier
from making import CHINA

from respbook.actions import checkpoints
from respbook.actions.verification import own_anchors
from respbook.anchorage import KEY_FILE, Anchorage, SignedBy
from respbook.queries.audit_head import head
from respbook.queries.checkpoints import last_checkpoints, unwitnessed
from respbook.rules.checkpoints import Occasion, read_checkpoint
from respbook.rules.errors import RuleBroken

DIGEST, AT = "ab" * 32, d.datetime(2026, 3, 2, 9, tzinfo=CHINA)
OLD = f"respbook-audit/zrs.local\n12\n{'q6ur' * 10}q6s=\n时间 2026-03-02T09:00:00+08:00\n校验码 X\n"


@pytest.fixture
def place(tmp_path):
    return Anchorage.at(tmp_path, None, "zrs.local")


def test_a_note_is_read_by_us_and_by_a_program_that_shares_no_code(place):
    text = place.note(12, DIGEST, AT)
    note = read_checkpoint(text)
    assert (note.seq, note.digest, note.at) == (12, DIGEST, AT) and place.signed_by(note) is SignedBy.US
    theirs = verifier.read_note(text.replace("\n", "\r\n"))
    assert theirs[:2] == (12, DIGEST) and verifier.signed_by(theirs, place.key_line)
    forged = verifier.read_note(text.replace("\n12\n", "\n13\n"))
    assert not verifier.signed_by(forged, place.key_line)


def test_what_was_altered_is_refused_and_what_others_signed_is_told_apart(place, tmp_path):
    text = place.note(12, DIGEST, AT)
    for altered in (text.replace("\n12\n", "\n13\n"), text.replace("09:00", "10:00"), text.replace("q6ur", "r6ur", 1)):
        with pytest.raises(RuleBroken, match="签名与内容不符"):
            place.signed_by(read_checkpoint(altered))
    (tmp_path / "other").mkdir()
    other = Anchorage.at(tmp_path / "other", None, "zrs.local")
    assert other.signed_by(read_checkpoint(text)) is SignedBy.OTHERS
    old = read_checkpoint(OLD)
    assert (old.seq, old.digest) == (12, DIGEST) and place.signed_by(old) is SignedBy.NOBODY
    for damaged in (text[:40], text.replace("\n12\n", "\n十二\n"), text.replace("— ", "- "), OLD.replace("q6s=", "")):
        with pytest.raises(RuleBroken, match="读不出来"):
            read_checkpoint(damaged)


def test_the_key_is_made_once_and_is_its_owners(place, tmp_path):
    assert Anchorage.at(tmp_path, None, "zrs.local").key_line == place.key_line
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_written_kept_and_given_away(app, town, tmp_path):
    where, usb = Anchorage.at(tmp_path, tmp_path / "usb", "zrs.local"), tmp_path / "usb"
    seq, digest = head()
    later = town.now + d.timedelta(days=2)
    assert unwitnessed(later) == seq
    with pytest.raises(RuleBroken, match="插上审计U盘"):
        checkpoints.write(where, Occasion.DAILY, town.now)
    assert not usb.exists() and len(list(where.own.iterdir())) == 1 and unwitnessed(later) == seq
    usb.mkdir()
    said = checkpoints.write(where, Occasion.DAILY, town.now)
    assert f"第{seq}条" in said and str(usb) in said and unwitnessed(later) == 0
    (copy,) = usb.iterdir()
    assert read_checkpoint(copy.read_text("utf-8")).digest == digest
    assert [(row.seq, row.place) for row in last_checkpoints()] == [(seq, str(usb)), (seq, "")]


def test_the_same_number_after_a_roll_back_is_another_file(place):
    place.keep(12, DIGEST, place.note(12, DIGEST, AT))
    place.keep(12, "cd" * 32, place.note(12, "cd" * 32, AT))
    place.keep(12, DIGEST, "别的")
    given, odd = own_anchors(place)
    assert {each.code for each in given.anchors} == {DIGEST, "cd" * 32} and odd == ()
    next(place.own.iterdir()).write_text("respbook-audit/", "utf-8")
    given, odd = own_anchors(place)
    assert len(given.anchors) == 1 and "被改动过" in odd[0]
