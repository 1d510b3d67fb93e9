"""事项用词: every verb that an action writes has its Chinese phrase, every protected table its noun."""

import ast
import re

import sources

from respbook.models.digests import protected_tables
from respbook.rules.lifecycles import MACHINES
from respbook.rules.row_kinds import KINDS
from respbook.rules.verbs import VERBS, deed_words, verb_words

_VERB = re.compile(r"[a-z]+\.[a-z_]+")


def written():
    """(file, verb) of every text in actions/ that is shaped like a verb and given to the pen."""
    for file, call, words in sources.calls():
        if (
            re.fullmatch(r"respbook/actions/\w+\.py", file)
            and words.rpartition(".")[2] in ("note", "note_words")
            and call.args
        ):
            for each in ast.walk(call.args[0]):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield file.rpartition("/")[2], each.value


def test_the_search_finds_verbs():
    assert len(list(written())) > 20


def test_every_verb_has_words():
    missing = {(file, verb) for file, verb in written() if verb not in VERBS}
    fired = {(machine.noun, each.verb) for machine in MACHINES for each in machine.transitions.values()}
    missing |= {(noun, verb) for noun, verb in fired if verb not in VERBS}
    assert not missing


def test_words_are_chinese():
    for verb, words in VERBS.items():
        assert _VERB.fullmatch(verb)
        assert not re.search(r"[A-Za-z]", words) and verb_words(verb)
    assert deed_words("unit.add", "陈静", "王家庄村") == "陈静登记单位“王家庄村”"
    assert deed_words("session.open", "登录", "王喆") == "王喆登录"
    assert deed_words("matter.dismiss", "罗文淼", "焚烧秸秆") == "罗文淼对计分事项“焚烧秸秆”决定不计"


def test_every_protected_table_has_a_noun():
    assert {table.name for table in protected_tables()} <= set(KINDS)
