"""周报月报 as a paper: the ready sentences under a title, for whoever writes the bulletin in Word (features B4)."""

from collections.abc import Sequence
from datetime import date

from respbook.papers.blocks import Paper
from respbook.papers.official import OfficialPaper, official_paper
from respbook.papers.parts import paragraph


def report_words(issuer: str, label: str, sentences: Sequence[str], on: date) -> Paper:
    """排成公文: title, each paragraph as the page has it, who made it and when."""
    title = f"环境保护目标责任书任务报送情况\n（{label}）"
    body = tuple(map(paragraph, sentences))
    return official_paper(OfficialPaper("报送情况", title, body, label, issuer=issuer, on=on, seal="none"))
