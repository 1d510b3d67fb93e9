"""证书链: only a chain that holds up to a listed root names it; nothing in the file itself can."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from authorities import YEAR, fingerprint, issued, packed, pem, third_party
from making import NOW

from respbook import pades
from respbook.rules.errors import RuleBroken


@pytest.fixture(scope="module")
def theirs():
    found = third_party()
    found.person = issued("王喆", "王家庄村村民委员会", found.middle)
    return found


def reached(chain, *roots, moment=NOW):
    return pades.chain_ends_at(pem(*chain).decode(), tuple(pem(root).decode() for root in roots), moment)


def test_a_chain_leads_to_its_listed_root(theirs):
    chain = (theirs.person, theirs.middle)
    assert reached(chain, theirs.root) == fingerprint(theirs.root)
    assert reached(chain, third_party().root, theirs.root) == fingerprint(theirs.root)


def test_no_list_no_root_and_no_other_root_of_the_same_name(theirs):
    chain = (theirs.person, theirs.middle)
    assert reached(chain) == "" and reached(chain, third_party().root) == ""
    assert reached((theirs.person,), theirs.root) == "", "the link between is missing"


def test_a_link_of_another_making_breaks_the_chain(theirs):
    forged = third_party()
    person = issued("王喆", "王家庄村村民委员会", forged.middle)
    assert reached((person, forged.middle, theirs.middle), theirs.root) == ""
    assert reached((person, forged.middle, forged.root), theirs.root) == ""
    someone = issued("张三", "王家庄村村民委员会", theirs.person)
    assert reached((someone, theirs.person, theirs.middle), theirs.root) == "", "a signer vouches for nobody"


def test_every_link_must_hold_at_the_moment_of_the_signature(theirs):
    brief = issued("王喆", "村委会", theirs.middle, ends=NOW + YEAR)
    chain = (brief, theirs.middle)
    assert reached(chain, theirs.root, moment=NOW + timedelta(days=300)) == fingerprint(theirs.root)
    assert reached(chain, theirs.root, moment=NOW + 2 * YEAR) == ""
    old = issued("旧根CA", "某公司", authority=True, ends=NOW + YEAR)
    person = issued("王喆", "村委会", old)
    assert reached((person,), old) == fingerprint(old)
    assert reached((person,), old, moment=NOW + 2 * YEAR) == "", "an anchor must be in force too"


def test_a_registered_file_keeps_its_chain_without_the_key(theirs):
    facts = pades.certified(
        packed(theirs.person, "person-passphrase", theirs.middle, theirs.root), "person-passphrase", NOW
    )
    assert facts.chain.encode() == pem(theirs.person, theirs.middle) and "PRIVATE" not in facts.chain
    assert not facts.local


def test_a_root_is_read_with_its_fingerprint(theirs, ca):
    root = pades.read_root(pem(theirs.root), NOW)
    assert (root.name, root.sha256, root.homemade) == ("某某电子认证根CA", fingerprint(theirs.root), False)
    assert root.starts_on < root.ends_on and root.pem.encode() == pem(theirs.root)
    assert pades.read_root(ca.root, NOW + YEAR / 10).homemade


def test_what_is_no_root_is_refused_in_words(theirs):
    for content, said in (
        (b"nothing", "不是证书"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "不是证书"),
        (pem(theirs.person), "单位或个人的签名证书"),
        (pem(theirs.middle), "不是根证书"),
        (pem(issued("旧CA", "某公司", authority=True, ends=NOW - timedelta(days=3))), "已过期"),
        (pem(issued("新CA", "某公司", authority=True, starts=NOW + YEAR)), "尚未生效"),
    ):
        with pytest.raises(RuleBroken, match=said) as refused:
            pades.read_root(content, NOW)
        assert refused.value.field == "file"


def test_a_file_names_the_listed_root_and_nothing_else_does(letter, ca, theirs):
    from signed_letters import NOW as SIGNED

    ours = pades.read_root(ca.root, SIGNED)
    for listed, expected in (((), ""), ((pem(theirs.root),), ""), ((pem(theirs.root), ca.root), ours.sha256)):
        verdict = pades.verify(letter.both, [ca.root], SIGNED, letter.issued, listed=listed)
        assert verdict.sound and {each.root for each in verdict.signatures} == {expected}


def test_a_signature_is_judged_at_the_moment_that_the_book_tells(letter, ca):
    from signed_letters import NOW as SIGNED

    later, fields = SIGNED + 6 * YEAR, {"Town": SIGNED, "Village": SIGNED}
    told = pades.verify(letter.both, [ca.root], later, listed=[ca.root], moments=fields)
    assert told.sound and all(each.root for each in told.signatures)
    alone = pades.verify(letter.both, [ca.root], later, listed=[ca.root])
    assert not alone.sound and not any(each.root for each in alone.signatures)
