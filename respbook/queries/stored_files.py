"""留存文件: whether every file that rows speak of still lies in the store as it was put there (safety R73)."""

from dataclasses import dataclass

from respbook.queries.health import stored_papers
from respbook.queries.signature_records import file_fault
from respbook.store import Store


@dataclass(frozen=True)
class FileFault:
    """不符的文件: its digest, whose it is, what is wrong."""

    sha256: str
    whose: str
    fault: str

    @property
    def sentence(self) -> str:
        """青环责〔2026〕1号的文件（1f2e3d4c…）在文件库中被改动过。"""
        return f"“{self.whose}”的文件（{self.sha256[:8]}…）{self.fault}。"


def faulty_files(store: Store) -> list[FileFault]:
    """查文件: every one read again and held against its digest, each once."""
    found = ((digest, whose, file_fault(store, digest)) for digest, whose in dict(stored_papers()).items())
    return [FileFault(*each) for each in found if each[2]]


def kept_files() -> int:
    """应在文件库中的文件数."""
    return len(dict(stored_papers()))
