"""术语表: no term twice, and the classes of rules/ and models/ speak its language."""

import ast
import re

import sources

from respbook.models.base import Base
from respbook.rules.glossary import TERMS

_OPENING = re.compile(r"^[一-鿿、/]+")
NOT_THE_TERM = {
    ("findings.py", "Finding"),
    ("names.py", "Register"),
    ("old_fields.py", "Register"),
    ("flaws.py", "Grade"),
}
"""Classes that share a term's code and are something else."""


def classes():
    for name, tree in sources.trees().items():
        if name.startswith(("respbook/rules/", "respbook/models/")):
            for node in tree.body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    yield name.rpartition("/")[2], node.name, ast.get_docstring(node) or ""


def test_no_term_twice():
    assert len({term.code for term in TERMS}) == len(TERMS)
    assert len({term.chinese for term in TERMS}) == len(TERMS)
    assert all(term.meaning.endswith("。") for term in TERMS)


def test_terms_that_are_classes_are_called_so_there():
    """A class that is a term opens its docstring with the term's own word."""
    words = {term.code: term.chinese.split("（")[0] for term in TERMS}
    wrong = [
        f"{file}: {name} opens with “{doc[:12]}”, the term is “{words[name]}”"
        for file, name, doc in classes()
        if name in words and (file, name) not in NOT_THE_TERM and not _says(doc, words[name])
    ]
    assert not wrong, "\n".join(wrong)


def _says(doc, word):
    """The term itself, or the end of it: 责任书 for 环境保护目标责任书."""
    opening = _OPENING.match(doc)
    return doc.startswith(word) or (opening is not None and word.endswith(opening[0]))


def test_every_table_is_a_term_or_plain_machinery():
    machinery = {"TaskPeriod", "Throttle", "KnownDevice", "DoneKey", "ErrandRun", "UndoStep", "Host"}
    tables = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    assert len(tables) > 15 and machinery <= tables
    assert tables - machinery - {term.code for term in TERMS} == set()
