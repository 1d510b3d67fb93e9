"""改日志的手法: what somebody with the whole file may do to a book, as functions from links to links (safety R79)."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from sqlalchemy import select, text

from respbook.models.audit import AuditEntry
from respbook.rules.anchors import Anchor
from respbook.rules.chain import ALG, GENESIS, Link, canonical, entry_hash

BOOK_TABLE = AuditEntry.__table__

LENGTH = 60


def book(length=LENGTH, words="照办"):
    links, prev = [], GENESIS
    for seq in range(1, length + 1):
        body = canonical({"seq": seq, "verb": "unit.change", "words": f"{words}{seq}"})
        digest = entry_hash(seq, prev, body)
        links.append(Link(seq, prev, digest, body))
        prev = digest
    return links


BOOK = book()
ANCHORS = [Anchor(seq, BOOK[seq - 1].hash) for seq in (10, 25, 40, LENGTH)]


def restored(kept, at, named=None):
    """A book of which a backup of ``kept`` entries was restored, and which went on with other deeds."""
    head = named or BOOK[kept - 1].hash
    told = {"seq": kept + 1, "kind": "restore", "at": at, "after": {"seq": kept, "hash": head, "taken_at": at}}
    entry = Link(kept + 1, "", "", canonical(told))
    return rehashed([*BOOK[:kept], entry, *book(LENGTH, "别的")[kept + 1 :]], kept)


def rehashed(links, start=0):
    """What somebody with the whole file does: from ``start`` on, numbers and hashes made to fit again."""
    fixed, prev = list(links[:start]), links[start - 1].hash if start else GENESIS
    for place, link in enumerate(links[start:], start + 1):
        digest = entry_hash(place, prev, link.body)
        fixed.append(Link(place, prev, digest, link.body))
        prev = digest
    return fixed


def edited(link):
    """Another word in it: of our sample book, or of a real entry the name of whoever did it."""
    body = link.body.replace("照办", "不照办")
    return replace(link, body=body if body != link.body else body.replace('"name":"', '"name":"假', 1))


def edit(links, place):
    return [*links[:place], edited(links[place]), *links[place + 1 :]]


def edit_with_own_hash(links, place):
    link = edited(links[place])
    return [*links[:place], replace(link, hash=entry_hash(link.seq, link.prev_hash, link.body)), *links[place + 1 :]]


def delete(links, place):
    return links[:place] + links[place + 1 :]


def swap(links, place):
    other = (place + 7) % len(links)
    fixed = list(links)
    fixed[place], fixed[other] = fixed[other], fixed[place]
    return fixed


def insert(links, place):
    return [*links[:place], replace(links[place], body=canonical({"planted": 1})), *links[place:]]


def renumber_and_rehash(links, place):
    return rehashed(delete(links, place), place)


def edit_and_rehash(links, place):
    return rehashed(edit(links, place), place)


def insert_and_rehash(links, place):
    return rehashed(insert(links, place), place)


def cut_the_tail(links, place):
    return links[:place]


def cut_the_last(links, _):
    return links[:-1]


def wipe(_links, _):
    return []


def yesterdays_copy(links, place):
    """Rolled back, then written on with other deeds."""
    return rehashed([*links[:place], *book(LENGTH - place, "别的")], place)


WITHOUT_ANCHORS = [edit, delete, swap, insert]
WITH_ANCHORS = [
    *WITHOUT_ANCHORS,
    edit_with_own_hash,
    renumber_and_rehash,
    edit_and_rehash,
    insert_and_rehash,
    cut_the_tail,
    cut_the_last,
    wipe,
    yesterdays_copy,
]


# The same on the table of a running site, as its owner may do it: triggers dropped, columns made to fit the bodies.


def rewritten_on(links, place):
    """Rolled back to ``place``, then the same deeds told otherwise."""
    return rehashed([*links[:place], *map(edited, links[place:])], place)


ON_TABLES = [attack for attack in WITH_ANCHORS if attack is not yesterdays_copy] + [rewritten_on]
REHASHING = {renumber_and_rehash, edit_and_rehash, insert_and_rehash, rewritten_on}
_COLUMNS = ("user_id", "verb", "kind", "subject_id")


def drop_triggers(session):
    for (name,) in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        session.execute(text(f"DROP TRIGGER {name}"))


def links_of(session):
    rows = session.execute(select(BOOK_TABLE).order_by(BOOK_TABLE.c.seq))
    return [Link(row.seq, row.prev_hash, row.hash, row.body) for row in rows]


def write_links(session, links):
    """The table as these links have it; where their numbers do not rise, their places are their numbers."""
    rising = all(one.seq < other.seq for one, other in pairwise(links))
    session.execute(BOOK_TABLE.delete())
    for place, link in enumerate(links, 1):
        told = json.loads(link.body)
        facts = {name: told.get(name, 0 if name.endswith("id") else "x") for name in _COLUMNS}
        at = datetime.fromisoformat(told["at"]) if "at" in told else datetime(2026, 3, 2, tzinfo=UTC)
        seq = link.seq if rising else place
        row = {"seq": seq, "at": at, "body": link.body, "alg": ALG, "prev_hash": link.prev_hash, "hash": link.hash}
        session.execute(BOOK_TABLE.insert().values(row | facts))


def renumbered(links):
    """What a careful forger does before he hashes anew: the bodies say their own numbers, a planted one looks like the rest."""
    told = [json.loads(link.body) for link in links]
    like = next(each for each in told if "at" in each)
    bodies = [
        canonical((each if "at" in each else like | {"name": "假"}) | {"seq": n}) for n, each in enumerate(told, 1)
    ]
    return rehashed([replace(link, body=body) for link, body in zip(links, bodies, strict=True)])


def attacked(session, attack, place):
    """Carry it out; the caller rolls back."""
    links = attack(links_of(session), place)
    write_links(session, renumbered(links) if attack in REHASHING else links)
