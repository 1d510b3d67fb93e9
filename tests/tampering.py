"""改日志的手法: what somebody with the whole file may do to a book, as functions from links to links (safety R79)."""

from dataclasses import replace

from respbook.rules.anchors import Anchor
from respbook.rules.chain import GENESIS, Link, canonical, entry_hash

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
    return replace(link, body=link.body.replace("照办", "不照办"))


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
