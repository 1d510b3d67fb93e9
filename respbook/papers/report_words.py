"""周报月报 as a paper: the ready sentences under a title, for whoever writes the bulletin in Word (features B4)."""

from collections.abc import Sequence
from datetime import date

from respbook.papers.blocks import Paper, Paragraph, Run, Title
from respbook.rules.chinese import day


def report_words(issuer: str, label: str, sentences: Sequence[str], on: date) -> Paper:
    """排成公文: title, each paragraph as the page has it, who made it and when."""
    title = Title(((Run("环境保护目标责任书任务报送情况"),), (Run(f"（{label}）"),)))
    body = tuple(Paragraph((Run(words),)) for words in sentences)
    signed = tuple(Paragraph((Run(words),), indent=False, align="right") for words in (issuer, day(on)) if words)
    return Paper("报送情况", label, "", (title, *body, *signed), loose=True)
