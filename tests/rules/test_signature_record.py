"""签署记录: canonical, complete, under its own domain; any change gives another digest (safety R73–R75)."""

import datetime as d
import hashlib
import json
import unicodedata
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from independent_verifier import verifier

from respbook.rules.record_words import read_record, record_parts, vouched
from respbook.rules.signature_record import (
    FORM,
    Proof,
    Shown,
    Signatory,
    SignedLetter,
    record_digest,
    record_of,
)
from respbook.rules.signing import Capacity, SignatureMethod

AT = d.datetime(2026, 3, 2, 1, 0, tzinfo=d.UTC)
ON = d.date(2026, 3, 1)
LETTER = SignedLetter(5, "青环责〔2026〕5号", "责任书", 2, 1, "a" * 64, "b" * 64)
WHO = Signatory(9, "王喆", "党支部书记", "王家庄村村民委员会", "乙方", Capacity.SELF, "王喆", "王喆")
SHOWN = Shown("b" * 64, AT, 4)
PROOF = Proof("password", AT, "王喆", "12345678", "10.0.0.8", "WeChat")
MARK = {"image_sha256": "c" * 64, "strokes_sha256": "d" * 64}


def made(letter=LETTER, who=WHO, shown=SHOWN, proof=PROOF, mark=MARK, method=SignatureMethod.HAND, on=ON):
    return record_of(letter, who, method, "我同意。", shown, proof, mark, on, AT, "")


def test_all_nine_facts_stand_in_it():
    text, digest = made()
    facts = json.loads(text)
    assert facts["form"] == FORM
    assert facts["letter"]["pdf_sha256"] == facts["shown"]["pdf_sha256"] == "b" * 64
    assert facts["method"] == {"kind": "handwritten", "words": "手写影像"}
    assert facts["reliable"]["reliable"] is False
    assert facts["intent"]["sha256"] == hashlib.sha256("我同意。".encode()).hexdigest()
    assert facts["signed_on"] == "2026-03-01"
    assert facts["server_time"] == "2026-03-02T01:00:00.000000+00:00"
    assert digest == hashlib.sha256(b"respbook-signature-v1\0" + text.encode()).hexdigest() == record_digest(text)


@pytest.mark.parametrize(
    "changed",
    [
        *({"letter": replace(LETTER, **{f.name: type(getattr(LETTER, f.name))(7)})} for f in fields(LETTER)),
        *({"who": replace(WHO, **{f.name: "别"})} for f in fields(WHO) if f.name not in ("user_id", "capacity")),
        {"who": replace(WHO, capacity=Capacity.PROXY)},
        *({"proof": replace(PROOF, **{f.name: "x"})} for f in fields(PROOF) if "at" not in f.name),
        {"shown": replace(SHOWN, pages_seen=3)},
        {"mark": MARK | {"image_sha256": "e" * 64}},
        {"method": SignatureMethod.PAPER},
        {"on": d.date(2026, 3, 2)},
    ],
)
def test_any_other_fact_gives_another_digest(changed):
    assert made(**changed)[1] != made()[1]


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
MOMENTS = st.datetimes(d.datetime(2000, 1, 1), d.datetime(2100, 1, 1), timezones=st.just(d.UTC))


@settings(max_examples=300)
@given(WORDS, WORDS, WORDS, MOMENTS, st.integers(0, 99), st.dictionaries(WORDS, WORDS, max_size=4))
def test_a_program_that_shares_no_code_finds_the_same_digest(name, agent, sentence, at, pages, mark):
    who = replace(WHO, name=name, printed=name)
    shown, proof = replace(SHOWN, pages_seen=pages, opened_at=at), replace(PROOF, agent=agent, at=at)
    sentence = unicodedata.normalize("NFC", sentence)
    text, digest = record_of(LETTER, who, SignatureMethod.HAND, sentence, shown, proof, mark, ON, at, "")
    found, faults = verifier.digest(text.encode())
    assert (found, [each for each in faults if each != "not NFC"]) == (digest, [])


def test_the_nine_facts_are_told_in_words():
    record = read_record(made()[0])
    assert [part.title for part in record_parts(record)] == [
        "所签文书", "签署人", "签署方式", "意思表示", "签前所示", "身份验证", "签名留存", "记录时间", "前一记录",
    ]  # fmt: skip
    facts = {fact.words: fact.value for part in record_parts(record) for fact in part.facts}
    assert facts["签署日期"] == "2026年3月1日"
    assert facts["服务器时间"] == "2026年3月2日 09:00:00" and facts["签署身份"] == "本人"
    assert facts["密码重置"] == "没有重置过密码" and "不属可靠电子签名" in facts["可靠性"]


def told(**changed):
    """{name of a fact: its words}."""
    return {fact.words: fact.value for part in record_parts(read_record(made(**changed)[0])) for fact in part.facts}


def test_a_signature_at_the_table_says_who_vouched():
    """Only the words: the record itself is what it was, so that old ones read the same and verify."""
    words = "会签台平板（主持人：陈静，已核对本人身份）"
    who, proof = replace(WHO, user_id=None), Proof("host", AT, "陈静", "12345678", "10.0.0.8", "WeChat")
    facts = told(who=who, proof=proof)
    assert (facts["账号"], facts["会签台编号"], facts["主持人密码重置"]) == (words, "12345678", "没有重置过密码")
    bare = told(who=who, proof=Proof("host", AT, "陈静"))
    assert (bare["账号"], bare["登录会话"]) == (words, words)
    record = read_record(made(who=who, proof=proof)[0])
    assert (record["form"], vouched(record)) == ("respbook-signature/2", words)
    assert "会签台平板" not in json.dumps(record, ensure_ascii=False)
    on_paper = told(who=who, proof=Proof("paper", AT, "陈静"), method=SignatureMethod.PAPER)
    assert (on_paper["账号"], on_paper["登录会话"]) == ("未用本人账号", "无")
    assert told()["账号"] == "用户第9号" and vouched(read_record(made()[0])) == vouched({}) == ""


def kept(mark):
    (part,) = (part for part in record_parts(read_record(made(mark=mark)[0])) if part.title == "签名留存")
    return [(fact.words, fact.value) for fact in part.facts]


def test_a_paper_is_told_page_by_page():
    mark = {
        "scan_sha256": "e" * 64, "copy": 2, "pages": [[1, "a" * 64], [2, "b" * 64], [3, "c" * 64], [5, "d" * 64]],
        "missing_pages": [4], "missing_reason": "第4页被水浸坏", "uploaded_by": "陈静、王小燕", "uploaded_by_ids": [3, 7],
        "compared_by": "陈静", "single_handed": True, "box_no": "档案柜3号", "why": "看错了人",
    }  # fmt: skip
    assert kept(mark) == [
        ("扫描件摘要", "e" * 64), ("所扫份次", "第2份"), ("扫描页", "共4页：第1—3、5页"), ("缺页", "第4页"),
        ("缺页原因", "第4页被水浸坏"), ("扫描件上传人", "陈静、王小燕"), ("上传人账号", "用户第3号、用户第7号"),
        ("与原件核对人", "陈静"), ("一人经办", "是，上传和核对是同一个人"), ("原件存放处", "档案柜3号"), ("更正原因", "看错了人"),
    ]  # fmt: skip


def test_what_is_not_so_is_left_out():
    mark = {"pages": [], "missing_pages": [], "missing_reason": "", "uploaded_by_ids": [], "single_handed": False}
    assert kept(mark) == []


def test_seals_and_certificates_are_told():
    assert kept({"seal": "公章", "edge": False, "local_ca": True}) == [
        ("印章", "公章"), ("骑缝章", "无"), ("本机CA证书", "是"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"letter":{}}', '{"method":{"kind":"magic"},"letter":{},"shown":{}}']
)
def test_what_is_no_record_tells_nothing(text):
    assert record_parts(read_record(text)) == ()
