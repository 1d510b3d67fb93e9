"""一票否决: the list, and one of them from the incident to the decision (features X14)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.notices import NoticeUnit
from respbook.models.programmes import Programme
from respbook.models.score_matters import Veto, VetoEvidence
from respbook.queries.listing import PAGE_SIZE, Listing, total_of
from respbook.queries.matter_grounds import rules_of
from respbook.queries.scope import NotInSight
from respbook.queries.scope_assessments import veto_in_sight, vetoes_in_sight
from respbook.queries.scope_findings import answers
from respbook.queries.score_matters import receipt_of
from respbook.queries.units import named_like
from respbook.rules.chinese import china_day, day
from respbook.rules.lifecycles import VetoState
from respbook.rules.notices import WAY_LABELS
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.rubric import Rubric
from respbook.rules.scoring.rubric import Veto as VetoRule


@dataclass(frozen=True)
class VetoFilter:
    """一票否决筛选."""

    state: VetoState | None = None
    words: str = ""

    @property
    def plain(self) -> bool:
        """没有筛选."""
        return self == VetoFilter()


@dataclass(frozen=True)
class VetoRow:
    """一票否决 with the rubric's words of it; ``rule`` None where the rubric no longer has it."""

    veto: Veto
    rule: VetoRule | None

    @property
    def title(self) -> str:
        """细则原文."""
        return self.rule.words if self.rule else self.veto.veto_key


def read(row: Veto, rules: Rubric | None) -> VetoRow:
    """一票否决与细则."""
    found = next((each for each in rules.vetoes if each.key == row.veto_key), None) if rules else None
    return VetoRow(row, found)


def veto_list(viewer: Viewer, wanted: VetoFilter, page: int = 1) -> Listing[VetoRow]:
    """一票否决列表, one page, what waits for a decision first: three statements."""
    chosen = select(Veto).join(Veto.unit).where(vetoes_in_sight(viewer))
    if wanted.state is not None:
        chosen = chosen.where(Veto.state == wanted.state)
    if wanted.words.strip():
        chosen = chosen.where(named_like(wanted.words))
    rows = db.session.scalars(
        chosen.options(joinedload(Veto.unit), joinedload(Veto.programme))
        .order_by((Veto.state == VetoState.ANSWERED).desc(), Veto.on.desc(), Veto.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    rules = rules_of({row.programme_id for row in rows})
    found = [read(row, rules.get(row.programme_id)) for row in rows]
    return Listing(found, total_of(chosen.with_only_columns(Veto.id)), page)


@dataclass(frozen=True)
class VetoPage:
    """一票否决页; ``own`` whether the viewer answers for the unit."""

    told: VetoRow
    evidence: Sequence[Evidence]
    answers: Sequence[Evidence]
    receipt: NoticeUnit | None
    own: bool


def veto_page(viewer: Viewer, veto_id: int) -> VetoPage:
    """一票否决页. Raises NotInSight."""
    row = veto_in_sight(viewer, veto_id)
    proofs = proofs_of(row.id)
    return VetoPage(
        read(row, rules_of([row.programme_id]).get(row.programme_id)),
        [each for each, answer in proofs if not answer],
        [each for each, answer in proofs if answer],
        receipt_of(row.notice_id, row.unit_id),
        not viewer.keeps(row.programme.unit_id) and answers(viewer, row.unit),
    )


def title_of(row: Veto) -> str:
    """细则原文 of a veto: one statement."""
    return read(row, rules_of([row.programme_id]).get(row.programme_id)).title


def proofs_of(veto_id: int) -> list[tuple[Evidence, bool]]:
    """佐证 of a veto in sight, and whether it came with the statement; what was withdrawn is left out: one statement."""
    rows = db.session.execute(
        select(Evidence, VetoEvidence.answer)
        .join(VetoEvidence, VetoEvidence.evidence_id == Evidence.id)
        .where(VetoEvidence.veto_id == veto_id, Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.id)
    )
    return [(row[0], row[1]) for row in rows]


def proof_in_sight(viewer: Viewer, veto_id: int, evidence_id: int) -> Evidence:
    """佐证 seen through its veto, whoever sent it. Raises NotInSight."""
    veto_in_sight(viewer, veto_id)
    found = next((each for each, _ in proofs_of(veto_id) if each.id == evidence_id), None)
    if found is None:
        raise NotInSight
    return found


def delivery_words(receipt: NoticeUnit | None) -> str:
    """告知的送达: by whom of the unit the notice was taken, how and when; or that it was sent and not taken."""
    if receipt is None:
        return "已由镇里当面告知。"
    if receipt.taken_at is None or receipt.way is None:
        return "通知已发到该单位，未见签收。"
    noted = f"（{receipt.noted_by}代签收）" if receipt.noted_by else ""
    return f"通知由{receipt.taken_by}于{day(china_day(receipt.taken_at))}签收，方式：{WAY_LABELS[receipt.way]}{noted}。"


def number_taken(town_id: int, number: str) -> bool:
    """文号已用于另一件 of the town."""
    taken = (
        select(Veto.id).join(Veto.programme).where(Programme.unit_id == town_id, Veto.number_text == number).limit(1)
    )
    return db.session.scalar(taken) is not None
