"""安全要求与证明: each requirement with the test, drill or measurement that proves it, as ``respbook check --safety``."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Proof:
    """一项安全要求: what must hold, what proves it, or why it cannot be proved here."""

    row: str
    must: str
    proof: tuple[str, ...]
    reason: str = ""

    @property
    def standing(self) -> str:
        """已证, 部分 (some of it cannot be proved here), 说明 (nothing of it can), or 未证."""
        if self.proof:
            return "部分" if self.reason else "已证"
        return "说明" if self.reason else "未证"


def read_proofs(file: Path) -> list[Proof]:
    """读证明表, in the order of the file. Raises OSError, tomllib.TOMLDecodeError."""
    rows = tomllib.loads(file.read_text("utf-8"))
    return [Proof(row, each["must"], tuple(each["proof"]), each.get("reason", "")) for row, each in rows.items()]


def table(proofs: list[Proof]) -> str:
    """打印: one line a requirement, its proofs under it; the sums at the end."""
    lines = []
    for each in proofs:
        lines.append(f"{each.row}　{each.standing}　{each.must}")
        lines += [f"　　　{proof}" for proof in each.proof]
        lines += [f"　　　{each.reason}"] if each.reason else []
    counts = {word: sum(each.standing == word for each in proofs) for word in ("已证", "部分", "说明", "未证")}
    lines.append("，".join(f"{word}{number}项" for word, number in counts.items()) + "。")
    return "\n".join(lines)
