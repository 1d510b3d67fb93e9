"""签好的责任书: letters signed on glass, by proxy and on paper, their marks really in the store; an objection answered."""

import datetime as d
import struct
import zlib
from dataclasses import dataclass

from making import NOW, make

from respbook.actions import issuing, objections, proxies, signing, units
from respbook.models.base import db
from respbook.queries import signing as queries
from respbook.queries.scope import letter_in_sight
from respbook.rules.signature_record import Proof, Shown
from respbook.rules.units import PostRole

LATER = NOW + d.timedelta(days=1)
NAMES = ("王喆", "赵新民", "孙有田")


def picture(grey=200):
    """A small PNG, as a signature pad gives it."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes([0, *[grey] * 8]) * 8)),
    )
    packed = (
        struct.pack(">I", len(c)) + name + c + struct.pack(">I", zlib.crc32(name + c))
        for name, c in (*chunks, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@dataclass(frozen=True)
class Signed:
    """Ids only: letters by how they were signed, and the signatures."""

    glass: int
    paper: int
    proxied: int
    first: int
    """王喆's signature on glass."""
    on_paper: int
    """The village's signature on paper."""
    by_proxy: int


def signed(app, town) -> Signed:
    """Three villages: signed on glass by both sides; on paper; by proxy at the table, the town not yet."""
    store, clerk = app.extensions["store"], town.viewer("clerk")
    programme = make.programme(town)
    make.target(town, programme)
    for village, name in zip(town.villages[:3], NAMES, strict=True):
        facts = units.HolderFacts(PostRole.FIRST, "党支部书记", name, "", d.date(2026, 1, 1))
        units.appoint(village.id, facts, by=clerk, now=NOW)
    rows = make.drafts(town, make.template(town, programme), [village.id for village in town.villages[:3]])
    make.issued(app, town, rows)
    db.session.rollback()
    glass, paper, proxied = (letter_in_sight(clerk, row.id) for row in rows)
    mark = signing.HandMark(store.put(picture()), store.put(b'[{"points":[]}]'))

    def slot(letter, place):
        return queries.slot_rows(letter.id)[place].id

    def shown(letter):
        return Shown(letter.pdf_sha256, NOW, letter.pages)

    def proof(by):
        return Proof("password", LATER, by, "12345678", "10.0.0.8", "WeChat", "周正", NOW)

    raised = objections.object_to(glass.id, None, "全年不焚烧。", "面积不对。", by=town.viewer("signer"), now=LATER)
    objections.answer(raised.id, False, "以国土数据为准。", raised.version, by=clerk, now=LATER)
    first = signing.sign(slot(glass, 1), mark, shown(glass), proof("王喆"), by=town.viewer("signer"), now=LATER)
    signing.sign(slot(glass, 0), mark, shown(glass), proof("李建国"), by=town.viewer("leader"), now=LATER)
    scan = signing.PaperMark(store.put(picture(90)), "陈静", "李建国", "档案柜3号", NOW.date())
    _, on_paper = signing.record_paper([slot(paper, 0), slot(paper, 1)], scan, by=clerk, now=LATER)
    granted = proxy(town, store, NOW)
    by_proxy = signing.sign_at_table(
        slot(proxied, 1),
        "李会计",
        mark,
        shown(proxied),
        Proof("host", LATER, "陈静"),
        by=clerk,
        now=LATER,
    )
    proxies.withdraw(granted.id, granted.version, by=clerk, now=LATER)
    found = Signed(glass.id, paper.id, proxied.id, first.id, on_paper.id, by_proxy.id)
    db.session.rollback()
    return found


def proxy(town, store, now):
    until = now.date() + d.timedelta(days=9)
    facts = proxies.ProxyFacts(
        town.villages[2].id,
        NAMES[2],
        "李会计",
        now.date(),
        until,
        "外出",
        store.put(picture(30)),
        "授权书.png",
        "image/png",
    )
    return proxies.authorise(facts, by=town.viewer("clerk"), now=now)


def void(town, letter_id):
    leader = town.viewer("leader")
    issuing.void(letter_id, "有误", letter_in_sight(leader, letter_id).version, by=leader, now=LATER)
    db.session.rollback()
