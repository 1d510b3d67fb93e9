"""命令行的说明: Chinese throughout, argparse's own words and errors too."""

import re

import pytest

from respbook.commands import _parser, main
from respbook.commands.manual import ABOUT
from respbook.commands.parser import commands, width, wrapped
from respbook.rules.permissions import Role


def test_every_command_tells_in_chinese_what_it_does_and_how_it_ends():
    told = {parser.prog.partition(" ")[2]: parser for parser in commands(_parser())}
    assert set(ABOUT) == set(told)
    for words, parser in told.items():
        shown = parser.format_help()
        assert parser.description == ABOUT[words]
        assert not re.search(r"\b(usage|options|arguments|show|exit|default)\b", re.sub(r"--?[a-z-]+", "", shown)), (
            words
        )
        assert not re.search(r"[一-鿿][,;:?!]|(?:[a-z]{3,} ){3}[a-z]", ABOUT[words]), words
        for action in parser._actions:
            assert re.search("[一-鿿]", action.help or "") or action.nargs == "A...", (words, action.dest)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("people add", "respbook people add：缺少 --name, --unit。"),
        ("nothing", "respbook：命令：没有“nothing”，可写 "),
        ("serve --bind", "respbook serve：--bind：后面须写一项内容。"),
        ("demo --units many", "respbook demo：--units：“many”填得不对。"),
        ("audit verify --all", "respbook：多写了 --all。"),
        ("restore --t /a --from /b", "多写了 --from"),
        ("sample apache", "没有“apache”，可写 'caddy'"),
        ("people add --name a --unit b --role x", "没有“x”，可写 'admin', "),
        ("\x1b[31mhack", "没有“\\x1b[31mhack”"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_chinese(capsys, asked, answer):
    with pytest.raises(SystemExit) as ended:
        main(asked.split())
    said = capsys.readouterr().err
    assert ended.value.code == 2 and answer in said and said.startswith("用法：")


def test_columns_count_a_chinese_sign_as_two(capsys):
    assert width("目录 --to") == 9
    assert wrapped("甲乙丙，丁（戊）己", 8) == ["甲乙丙，", "丁（戊）", "己"]
    assert wrapped("请写 --database 网址", 12) == ["请写", "--database", "网址"]
    with pytest.raises(SystemExit):
        main(["restore", "--help"])
    rows = re.findall(r"^  (-.*?  +)(?=\S)", capsys.readouterr().out, re.MULTILINE)
    assert len(rows) == 4 and len({width(row) for row in rows}) == 1
    with pytest.raises(SystemExit):
        main(["people", "add", "--help"])
    assert f"{Role.CLERK}（经办人）" in re.sub(r"\s", "", capsys.readouterr().out)


@pytest.mark.parametrize("wrong", [["--units", "0"], ["--units", "501"], ["--towns", "31"], ["--towns", "-5"]])
def test_a_demo_of_a_size_that_cannot_be_built_leaves_no_folder(tmp_path, capsys, wrong):
    assert main(["demo", "--data", str(tmp_path / "town"), "--no-serve", *wrong]) == 2
    assert "1至500之间" in capsys.readouterr().err and not (tmp_path / "town").exists()
