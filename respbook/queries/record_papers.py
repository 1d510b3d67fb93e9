"""签署凭证: the receipt of a signature and the evidence sheet of a letter, composed from the records (safety R76, R77)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from respbook.models.signing import Objection, SigningSlot
from respbook.papers import stored
from respbook.papers.blocks import CheckMark, Paper
from respbook.papers.receipt import Anchor, Evidence, evidence, grouped, receipt
from respbook.queries.audit_head import head
from respbook.queries.certificates import DigitalRow
from respbook.queries.signature_records import LetterRecords, Record
from respbook.rules.chinese import day
from respbook.rules.codes import code_of
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LETTER, OBJECTION
from respbook.rules.record_words import moment_words
from respbook.rules.signing import CAPACITY_LABELS, METHOD_LABELS, METHOD_MEANINGS, SIGNING_LABELS

Lines = list[tuple[str, str]]


def receipt_paper(found: LetterRecords, record: Record) -> Paper:
    """签署回执: the same bytes whenever it is made. Raises RuleBroken where the book does not know the signature."""
    if record.witness is None or not record.code:
        raise RuleBroken("操作日志中没有这次签署，或登记已被改动，不能出具回执。请立即告知审计人员。")
    lines = [
        ("责任书", f"《{_title(found)}》（{found.letter.number_text}）"),
        ("签字栏", f"{record.slot.party}　{record.slot.unit_name}　{record.slot.post}"),
        ("签署人", f"{record.who}，{CAPACITY_LABELS[record.capacity]}"),
        *([("身份核对", record.vouched)] if record.vouched else []),
        ("签署日期", day(record.signed_on)),
        ("记录时间", _at(record.signed_at)),
        ("签署方式", f"{METHOD_LABELS[record.method]}：{METHOD_MEANINGS[record.method]}"),
        ("所签PDF摘要", grouped(found.letter.pdf_sha256 or "")),
    ]
    anchor = Anchor(record.witness.seq, record.witness.code, record.witness.hash)
    url = f"{found.address}?r={record.witness.seq}"
    return receipt(record.slot.unit_name, lines, record.record_sha256, record.code, anchor, url)


def evidence_paper(found: LetterRecords, objections: Sequence[Objection], digital: Sequence[DigitalRow]) -> Paper:
    """签署记录页 of a letter, with the head of the book as it stands now."""
    letter = found.letter
    seq, digest = head()
    mark = CheckMark(f"{found.address}?e={seq}", code_of(letter.paper_sha256 or ""), f"存证 {seq} {code_of(digest)}")
    slots = [each for slot in found.slots for each in _of_slot(slot, found.records)]
    slots += [_of_certificate(row) for row in digital]
    told = (_objection(each) for each in reversed(objections))
    return evidence(letter.unit.called, letter.number_text, _of_letter(found), slots, told, mark)


def _title(found: LetterRecords) -> str:
    return stored.loaded(found.letter.paper or "").title


def _of_letter(found: LetterRecords) -> Lines:
    letter = found.letter
    signed = sum(1 for slot in found.slots if slot.signature_id)
    state = f"{LETTER.labels[letter.state]}" + (f"，{SIGNING_LABELS[letter.signing]}" if letter.signing else "")
    return [
        ("标题", _title(found)),
        ("文号", letter.number_text),
        ("责任单位", letter.unit.name),
        ("签发", f"{letter.issued_by}，{_at(letter.issued_at)}"),
        ("现状", f"{state}（{signed}/{len(found.slots)}）"),
        *([("作废原因", letter.void_reason)] if letter.voided_at else []),
        ("正文摘要", grouped(letter.paper_sha256 or "")),
        ("PDF摘要", grouped(letter.pdf_sha256 or "")),
        ("页数", f"{letter.pages}页"),
    ]


def _of_slot(slot: SigningSlot, records: Sequence[Record]) -> Iterator[Evidence]:
    heading = f"{slot.party}　{slot.unit_name}　{slot.post}{slot.name}"
    own = [record for record in records if record.slot.id == slot.id]
    if not own:
        yield Evidence(heading, [])
    for record in own:
        state = "现行记录" if record.standing else "已被后一条记录更正"
        lines = [
            ("状态", state),
            ("签署日期", day(record.signed_on)),
            ("核对结果", "记录完好" if not record.faults else "".join(record.faults)),
            ("记录摘要", grouped(record.record_sha256)),
            ("记录校验码", record.code),
            ("操作日志", f"第{record.witness.seq}条，校验码 {record.witness.code}" if record.witness else "没有记载"),
        ]
        yield Evidence(heading, lines, record.parts)


def _of_certificate(row: DigitalRow) -> Evidence:
    lines = [
        ("核实结果", row.label),
        ("含义", row.meaning),
        ("证书签发机构", row.issuer),
        ("证书序列号", row.serial),
        ("经办", f"{row.signed_by}，{_at(row.signed_at)}"),
        ("记录摘要", grouped(row.record_sha256)),
    ]
    return Evidence(f"数字签名　{row.subject}", lines)


def _objection(row: Objection) -> Lines:
    lines = [
        ("条款", row.clause),
        ("异议", row.text),
        ("提出", f"{row.made_by}，{_at(row.made_at)}"),
        ("状态", OBJECTION.labels[row.state]),
    ]
    if row.answered_at:
        lines.append(("答复", f"{row.answer}（{row.answered_by}，{_at(row.answered_at)}）"))
    return lines


def _at(moment: datetime | None) -> str:
    return moment_words(moment.isoformat()) if moment else ""
