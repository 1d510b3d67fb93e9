"""模板版本: the one hand that keeps a wording; called by every deed that changes a template, inside its transaction."""

from datetime import datetime

from respbook.models.base import db
from respbook.models.letter_templates import LetterTemplate
from respbook.models.template_versions import TemplateVersion
from respbook.queries.template_versions import kept
from respbook.rules.kept_wording import digest, dumped


def keep(template: LetterTemplate, words: str, remark: str = "") -> TemplateVersion:
    """留存: the template as it now stands, under its own version number."""
    db.session.flush()
    return _add(template, words, remark)


def keep_standing(template: LetterTemplate) -> None:
    """补留: the wording about to be changed, where it is from before versions were kept."""
    if kept(template.id, template.version) is None:
        _add(template, "留存以前的文字", "")


def _add(template: LetterTemplate, words: str, remark: str) -> TemplateVersion:
    clauses = dumped(template.clauses)
    made_at: datetime = template.changed_at
    row = TemplateVersion(
        template_id=template.id,
        number=template.version,
        name=template.name,
        title=template.title,
        clauses=clauses,
        sha256=digest(template.title, clauses),
        words=words[:200],
        remark=remark[:200],
        made_at=made_at,
        made_by=template.changed_by,
    )
    db.session.add(row)
    return row
