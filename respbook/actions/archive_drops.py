"""收存批次: scans that came together, and taking the whole batch back (features M5)."""

import json
from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.models.archive import ArchivedPaper, ArchiveDrop
from respbook.models.base import db
from respbook.queries import archive_drops as queries
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer

_NAMES = 5


def drop_of(token: str, by: Viewer, now: datetime) -> ArchiveDrop:
    """这一批, opened with its first file; part of the deed that takes the file in. Raises RuleBroken once it was taken back."""
    found = queries.drop_named(by.unit_id, token)
    if found is None:
        found = ArchiveDrop(town_id=by.unit_id, token=token, made_by=by.name, made_at=now)
        db.session.add(found)
        audit.note("archive.drop", found, "")
    elif found.undone_at is not None:
        raise RuleBroken("这一批已整批撤回，请刷新页面后重新收存。")
    return found


@dataclass(frozen=True)
class TakenBack:
    """撤回的结果: how many went, which stayed because somebody has worked on them since."""

    gone: int
    stayed: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """一句话."""
        if not self.stayed:
            return f"已整批撤回，共{self.gone}份。"
        named = "、".join(f"“{name}”" for name in self.stayed[:_NAMES])
        more = f"等{len(self.stayed)}份" if len(self.stayed) > _NAMES else ""
        return f"已撤回{self.gone}份；{named}{more}收存后又改过，仍然保留，不要的请逐份撤下。"


@action(Permission.ARCHIVE_WRITE)
def undo(drop_id: int, *, by: Viewer, now: datetime) -> TakenBack:
    """整批撤回: new entries go, lines that got their scan wait for it again; what was changed since stays.

    Raises NotInSight, RuleBroken.
    """
    drop = queries.drop_in_sight(by, drop_id)
    if drop.undone_at is not None:
        raise RuleBroken("这一批已经撤回。")
    papers = queries.papers_of(drop.id)
    stayed = [paper for paper in papers if paper.version != paper.drop_version]
    for paper in papers:
        if paper.version == paper.drop_version:
            _take_back(paper)
    drop.undone_by, drop.undone_at = by.name, now
    told = TakenBack(len(papers) - len(stayed), tuple(paper.called for paper in stayed))
    names = [paper.file_name or paper.called for paper in papers if paper not in stayed]
    audit.note("archive.undo_drop", drop, "", before={"文件": "、".join(names)}, after={"结果": told.sentence})
    return told


def _take_back(paper: ArchivedPaper) -> None:
    if paper.drop_before is None:
        db.session.delete(paper)
        return
    paper.unit_id, paper.year = json.loads(paper.drop_before)
    paper.file_name, paper.sha256, paper.size, paper.media, paper.pages = "", None, 0, "", 0
    paper.drop_id = paper.drop_version = paper.drop_before = None
