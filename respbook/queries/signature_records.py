"""签署记录: what was signed with all its facts, and whether it still says now what it said then (safety C6, R73, R77)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import undefer

from respbook.models.base import db
from respbook.models.digests import digest_of
from respbook.models.letters import Letter
from respbook.models.signing import Signature, SigningSlot
from respbook.papers import stored
from respbook.queries.scope import NotInSight, letter_in_sight
from respbook.queries.scope_signing import signature_in_sight
from respbook.queries.signing import slots_of
from respbook.queries.verify import Witness, witnesses
from respbook.rules.codes import code_of, is_digest
from respbook.rules.errors import RuleBroken
from respbook.rules.paper_compare import PaperPage, pages_digest
from respbook.rules.permissions import Viewer
from respbook.rules.record_words import Part, read_record, record_parts, vouched
from respbook.rules.signature_record import record_digest
from respbook.rules.signing import Capacity, SignatureMethod
from respbook.store import Store

_TABLE = cast(Table, Signature.__table__)


@dataclass(frozen=True)
class Record:
    """签署记录 as its page shows it; ``faults`` are sentences that name what no longer agrees, none when it is whole."""

    id: int
    slot: SigningSlot
    method: SignatureMethod
    capacity: Capacity
    name: str
    holder: str
    signed_on: date
    signed_at: datetime
    recorded_by: str
    kept_at: str
    mark_sha256: str
    text: str
    record_sha256: str
    previous_id: int | None
    later_id: int | None
    parts: tuple[Part, ...]
    vouched: str
    witness: Witness | None
    faults: tuple[str, ...]

    @property
    def code(self) -> str:
        """记录校验码, as the receipt prints it."""
        return code_of(self.record_sha256) if is_digest(self.record_sha256) else ""

    @property
    def standing(self) -> bool:
        """现行否: no later record corrects it."""
        return self.later_id is None

    @property
    def who(self) -> str:
        """签署人, with 代 where somebody signed for the holder."""
        return f"{self.name}（代{self.holder}）" if self.capacity is Capacity.PROXY else self.name


@dataclass(frozen=True)
class LetterRecords:
    """一份责任书的签署: the letter with its frozen paper, its slots, all its records, the corrected ones too."""

    letter: Letter
    slots: Sequence[SigningSlot]
    records: tuple[Record, ...]

    @property
    def address(self) -> str:
        """核验网址, as the letter prints it."""
        paper = stored.loaded(self.letter.paper or "")
        return paper.mark.url if paper.mark else ""


def record_page(viewer: Viewer, signature_id: int, store: Store) -> tuple[LetterRecords, Record]:
    """签署记录 in sight, checked now, with its letter. Raises NotInSight."""
    signature = signature_in_sight(viewer, signature_id)
    found = letter_records(viewer, signature.letter_id, store, only=signature_id)
    return found, next(each for each in found.records if each.id == signature_id)


def letter_records(viewer: Viewer, letter_id: int, store: Store, only: int | None = None) -> LetterRecords:
    """一份责任书的签署记录, the oldest first; checked against book, paper and files (``only``: one of them is).

    A flat number of statements. Raises NotInSight, for a draft too.
    """
    letter = letter_in_sight(viewer, letter_id, undefer(Letter.paper))
    if letter.paper is None:
        raise NotInSight
    slots = slots_of(letter.id)
    rows = db.session.execute(select(_TABLE).where(_TABLE.c.letter_id == letter.id).order_by(_TABLE.c.id)).all()
    seen = witnesses("signatures", [row.id for row in rows])
    later = {row.previous_id: row.id for row in rows if row.previous_id}
    where = {slot.id: slot for slot in slots}

    def told(row: Any) -> Record:
        record, witness = read_record(row.record), seen.get(row.id)
        faults = _faults(row, record, witness, letter, store) if only in (None, row.id) else ()
        return Record(
            row.id,
            where[row.slot_id],
            row.method,
            row.capacity,
            row.name,
            row.holder,
            row.signed_on,
            row.signed_at,
            row.recorded_by,
            row.kept_at,
            row.mark_sha256,
            row.record,
            row.record_sha256,
            row.previous_id,
            later.get(row.id),
            record_parts(record),
            vouched(record),
            witness,
            tuple(faults),
        )

    return LetterRecords(letter, slots, tuple(told(row) for row in rows if row.slot_id in where))


def _faults(
    row: Any, record: Mapping[str, Any], witness: Witness | None, letter: Letter, store: Store
) -> Iterator[str]:
    """What no longer agrees, a sentence each."""
    if record_digest(row.record) != row.record_sha256:
        yield "签署记录的内容与登记的摘要不符，记录被改动过。"
    yield from _of_book(row, witness)
    if not record_parts(record):
        yield "签署记录已读不出来，内容被改动过。"
        return
    yield from _of_columns(row, record)
    yield from _of_letter(letter, record["letter"])
    yield from _of_files(row, record, store)


def _of_book(row: Any, witness: Witness | None) -> Iterator[str]:
    if witness is None:
        yield "操作日志中没有记下这次签署，记录可能是另外插入的。"
        return
    if not witness.whole:
        yield f"操作日志第{witness.seq}条的内容与散列不符，日志被改动过。"
    if witness.digest != digest_of(_TABLE, row)[2]:
        yield f"这一行登记与操作日志第{witness.seq}条记下的摘要不符，登记被改动过。"


def _of_columns(row: Any, record: Mapping[str, Any]) -> Iterator[str]:
    """The columns repeat the record for lists and searches."""
    signer, mark = record["signer"], record["mark"]
    at = row.signed_at.astimezone(UTC).isoformat(timespec="microseconds")
    pairs = (
        ("签署人", row.name, signer["name"]),
        ("任职人", row.holder, signer["holder"]),
        ("签署身份", row.capacity, signer["capacity"]),
        ("账号", row.user_id, signer["user_id"]),
        ("签署方式", row.method, record["method"]["kind"]),
        ("责任书", row.letter_id, record["letter"]["id"]),
        ("签署日期", row.signed_on.isoformat(), record["signed_on"]),
        ("记录时间", at, record["server_time"]),
        ("签名图像或扫描件", row.mark_sha256, mark.get("image_sha256") or mark.get("scan_sha256") or row.mark_sha256),
        ("笔迹", row.strokes_sha256, mark.get("strokes_sha256", "")),
        ("原件存放处", row.kept_at, mark.get("box_no", "")),
    )
    for words, column, said in pairs:
        if column != said:
            yield f"登记的“{words}”与签署记录不符，被改动过。"


def _of_letter(letter: Letter, said: Mapping[str, Any]) -> Iterator[str]:
    if (letter.number_text, letter.pdf_sha256) != (said["number"], said["pdf_sha256"]):
        yield "责任书现在登记的文号或PDF摘要，与签署时的不同。"
    try:
        fingerprint = stored.fingerprint(stored.loaded(letter.paper or ""))
    except ValueError:
        fingerprint = ""
    if not fingerprint == said["paper_sha256"] == letter.paper_sha256:
        yield "责任书的正文与签署时的不同，正文被改动过。"


def _of_files(row: Any, record: Mapping[str, Any], store: Store) -> Iterator[str]:
    files = {
        "所签的PDF": record["letter"]["pdf_sha256"],
        "笔迹文件": row.strokes_sha256,
        "授权书扫描件": record["signer"]["proxy_sha256"],
    }
    pages = [PaperPage(page, digest) for page, digest in record["mark"].get("pages", ())]
    if row.method is SignatureMethod.PAPER and pages:
        files |= {f"扫描件第{each.page}页": each.sha256 for each in pages}
        if pages_digest(pages) != row.mark_sha256:
            yield "扫描件的页目与登记的摘要不符，登记被改动过。"
    else:
        files["签名图像"] = row.mark_sha256
    for words, digest in files.items():
        if digest and (fault := file_fault(store, digest)):
            yield f"{words}{fault}。"


def file_fault(store: Store, digest: str) -> str:
    """文件是否完好: what is wrong with a kept file in words, "" when it is there and whole."""
    if not is_digest(digest):
        return "的摘要不成样子，登记被改动过"
    try:
        if digest not in store:
            return "在文件库中已不见"
        store.get(digest)
    except (RuleBroken, OSError):
        return "在文件库中被改动过"
    return ""
