"""台账筛选: what the address of the 签订台账 says; its page and its exports read it alike."""

from collections.abc import Mapping

from respbook.queries.ledger import OPEN, REPLACED, LedgerFilter
from respbook.rules.list_states import sort_of
from respbook.rules.signing import SIGNING_LABELS, SignatureMethod, SigningState
from respbook.rules.units import UnitKind

STATES: dict[str, str] = {
    OPEN: "待签（含签订中）",
    **{str(state): words for state, words in SIGNING_LABELS.items()},
    REPLACED: "已被替代",
}


def ledger_filter(programme_id: int, asked: Mapping[str, str]) -> LedgerFilter:
    """筛选 of an address; what cannot be read is no filter."""
    state, method, kind = (asked.get(name, "") for name in ("state", "method", "kind"))
    return LedgerFilter(
        programme_id,
        state if state in {OPEN, REPLACED, *SigningState} else "",
        SignatureMethod(method) if method in set(SignatureMethod) else None,
        asked.get("missing", "")[:10],
        UnitKind(kind) if kind in set(UnitKind) else None,
        asked.get("q", "")[:40],
        sort_of("ledger", asked.get("sort", "")),
    )
