"""旧责任书的网页: read in, checked side by side, found again, made a template; without scripts."""

import io
import re

import pytest
from making import make
from reading import Page
from word_letters import Letter, level

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.targets import Target
from respbook.queries.scope import template_in_sight

OLD = """青山镇2025年度
环境保护目标责任书
青山镇人民政府与王家庄村村民委员会签订本责任书。
一、责任目标
1、秸秆禁烧实现零火点。
2、每季度开展宣传不少于2次。
2、____户农户签订承诺书。
甲方（盖章）：        乙方（盖章）：
2025年1月5日"""


@pytest.fixture
def programme(app, town):
    return make.programme(town).id


@pytest.fixture
def clerk(client_as):
    return client_as("clerk")


@pytest.fixture
def address(clerk, programme):
    """The confirmation page of the pasted letter."""
    made = clerk.post(f"/programmes/{programme}/letter-sources", data={"wording": OLD})
    assert made.status_code == 303, made.text
    return made.headers["Location"]


def sent(page, address, **more):
    """What a browser without scripts sends."""
    return page.form(address) | more


def texts(page):
    return [field.value for field in page.root.xpath("//textarea[contains(@name, '-text')]")]


def test_every_line_stands_beside_what_it_becomes(clerk, address):
    page = Page(clerk.get(address))
    assert "读入9段：采用8段，未采用1段。" in page.text
    assert len(page.root.xpath("//fieldset[starts-with(@id, 'row-')]")) == 9
    assert page.all("//div[@class='source-was']/p[2]") == [" ".join(line.split()) for line in OLD.split("\n")]
    assert "并入签字栏" in page.first("//section[@id='out']")
    assert "序号与上一条重复，照原文保留" in page.text


def test_the_letter_becomes_a_template_with_its_targets(clerk, address, town, programme):
    page = Page(clerk.get(address))
    fields = sent(page, address, deed="use", name="村责任书", unit_kinds="village")
    fields |= {"row-4-figure-0": "take", "row-4-figure-0-name": "秸秆露天焚烧火点", "row-5-figure-0": "take"}
    fields |= {"row-3-text": "年度责任目标"}
    made = clerk.post(address, data=fields)
    assert made.status_code == 303, Page(made, made.status_code).text
    template = template_in_sight(town.viewer("clerk"), int(re.findall(r"\d+", made.headers["Location"])[0]))
    assert template.title == "青山镇{{年度}}年度\n环境保护目标责任书"
    assert [(clause.level, clause.label, clause.text) for clause in template.clauses] == [
        (0, "", "{{甲方名称}}与{{单位名称}}签订本责任书。"),
        (1, "", "年度责任目标"),
        (3, "", "秸秆禁烧实现{{指标:秸秆露天焚烧火点}}。"),
        (3, "", "每季度开展宣传{{指标:开展宣传}}。"),
        (3, "2、", "{{户数}}户农户签订承诺书。"),
        (0, "", "{{签字栏}}"),
    ]
    goals = {goal.name: goal for goal in db.session.query(Target).filter_by(programme_id=programme)}
    assert goals["秸秆露天焚烧火点"].kind == "zero" and goals["秸秆露天焚烧火点"].category == "责任目标"
    assert goals["开展宣传"].amount == 2 and goals["开展宣传"].cadence == "quarterly"
    shown = Page(clerk.get(f"/letter-templates/{template.id}"))
    assert shown.has_link(address)
    assert "已建立模板" in Page(clerk.get(address)).text


@pytest.fixture
def word(clerk, programme):
    """word(content): what the upload of a file answers."""

    def send(content, name="2025年村责任书.docx"):
        return clerk.post(f"/programmes/{programme}/letter-sources", data={"file": (io.BytesIO(content), name)})

    return send


def old_word():
    letter = Letter()
    letter.list(50, [level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2．")])
    letter.line("环境保护目标责任书", centred=True)
    letter.line("责任目标", (50, 0))
    letter.line("农膜回收率≥90%", (50, 1))
    letter.line("考核", (50, 0))
    letter.document.sections[0].header.paragraphs[0].text = "青山镇环保办"
    return letter.content()


def test_a_word_file_is_read_with_its_numbers_and_given_back_as_it_was(clerk, word, programme):
    content = old_word()
    address = word(content).headers["Location"]
    page = Page(clerk.get(address))
    assert page.all("//div[@class='source-was']/p[2]") == [
        "环境保护目标责任书", "一、责任目标", "1．农膜回收率≥90%", "二、考核", "青山镇环保办",
    ]  # fmt: skip
    assert "页眉，不属于责任书正文" in page.text
    assert page.form(address)["name"] == "2026年村责任书"
    answer = clerk.get(f"{address}/file")
    assert answer.data == content and "attachment" in answer.headers["Content-Disposition"]
    assert word(content).headers["Location"] == address
    listed = Page(clerk.get(f"/programmes/{programme}/letter-sources"))
    assert "2025年村责任书.docx" in listed.text and "待核对" in listed.text and listed.has_link(address)
    assert f"/programmes/{programme}/letter-sources" in Page(clerk.get(f"/programmes/{programme}")).links()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "另存为不加密的.docx"),
        (b"PK\x03\x04", "不是完整的Word文档"),
        (b"", "不是完整"),
    ],
)
def test_what_cannot_be_read_is_told_at_the_field(word, content, sentence):
    page = Page(word(content, "旧.doc"), 422)
    assert sentence in page.fields_wrong()["file"]


def test_nothing_handed_in_is_told_and_too_much_is_kept(clerk, programme):
    address = f"/programmes/{programme}/letter-sources"
    assert "请选择Word文档" in Page(clerk.post(address, data={"wording": " "}), 422).text
    page = Page(clerk.post(address, data={"wording": "环" * 60_001}), 422)
    assert "篇幅" in page.fields_wrong()["wording"] and "环" * 60_001 in page.source


def test_looking_again_keeps_what_was_typed_and_saves_nothing(clerk, address, town):
    page = Page(clerk.get(address))
    fields = sent(page, address, deed="check") | {
        "row-3-text": "改过的标题",
        "row-4-use": "none",
        "row-6-label": "第二",
    }
    fields.pop("row-2-field")
    seen = Page(clerk.post(address, data=fields))
    assert "改过的标题" in texts(seen) and "采用7段，未采用2段" in seen.text
    assert "核对时选择不采用" in seen.text
    assert [field.get("value") for field in seen.root.xpath("//input[@name='row-6-label']")] == ["第二"]
    assert not seen.root.xpath("//input[@name='row-2-field'][@checked]")
    assert "改过的标题" not in texts(Page(clerk.get(address)))


def test_progress_is_found_again(clerk, address):
    fields = sent(Page(clerk.get(address)), address, deed="save", name="以后再定") | {"row-3-text": "改过的标题"}
    assert clerk.post(address, data=fields).status_code == 303
    page = Page(clerk.get(address))
    assert "改过的标题" in texts(page) and page.form(address)["name"] == "以后再定"
    stale = Page(clerk.post(address, data=fields | {"key": "0" * 32, "row-3-text": "再改"}), 409)
    assert "再改" in texts(stale)


def test_what_is_wrong_is_told_at_its_line_and_nothing_is_made(clerk, address, programme):
    fields = sent(Page(clerk.get(address)), address, deed="use", name="村责任书", unit_kinds="village")
    cases = [
        ({"row-6-text": "农户都签订承诺书。"}, "正文已改，里面没有勾选的“____”了"),
        ({"row-3-text": ""}, "这一段没有内容"),
        ({"row-3-text": "{{单位名程}}"}, "是否应为“{{单位名称}}”"),
        ({"row-5-figure-0": "take", "row-5-figure-0-unit_word": ""}, "请填写计量单位"),
        ({"row-5-figure-0": "take", "row-5-figure-0-amount": "两"}, "应填数字"),
        ({"row-5-figure-0": "take", "row-5-figure-0-name": ""}, "指标名称应为1至60个字"),
        ({"row-5-figure-0": "take", "row-5-figure-0-due_on": "2026-13-01"}, "完成时限应为日期"),
        ({"row-5-figure-0": "take", "row-5-figure-0-due_on": "2027-01-01"}, "不在责任期限"),
        ({"row-4-figure-0": "take", "row-5-figure-0": "take", "row-5-figure-0-name": "秸秆禁烧"}, "前面已有同名的指标"),
        ({"name": ""}, "请填写模板名称"),
    ]
    for number, (change, sentence) in enumerate(cases):
        page = Page(clerk.post(address, data=fields | change | {"key": f"{number:032d}"}), 422)
        assert sentence in page.text, sentence
    assert db.session.query(Target).filter_by(programme_id=programme).count() == 0
    assert "待核对" in Page(clerk.get(address)).text


def test_a_target_of_that_name_is_named_and_not_made_twice(clerk, address, town, programme):
    make.target(town, db.session.get(Programme, programme), "开展宣传")
    fields = sent(Page(clerk.get(address)), address, deed="use", name="村责任书", unit_kinds="village")
    made = clerk.post(address, data=fields | {"row-5-figure-0": "take"})
    assert made.status_code == 303
    assert db.session.query(Target).filter_by(programme_id=programme).count() == 1


def test_printed_numbers_are_kept_on_wish(clerk, address):
    page = Page(clerk.post(address, data=sent(Page(clerk.get(address)), address, deed="check", keep_labels="y")))
    labels = [field.get("value") for field in page.root.xpath("//input[contains(@name, '-label')]")]
    assert labels[3:7] == ["一、", "1、", "2、", "2、"]


def test_forged_fields_are_passed_over(clerk, address):
    fields = sent(Page(clerk.get(address)), address, deed="check")
    fields |= {
        "row-2-field": ["密码:0:青山镇", "单位名称:x:青", "单位名称", "单位名称:99999:青"],
        "row-3-use": "9",
        "row-9999-use": "0",
    }
    fields |= {"unit_kinds": ["village", "nobody"], "row-5-figure-0": "take", "row-5-figure-0-kind": "x"}
    page = Page(clerk.post(address, data=fields | {"deed": "use"}), 422)
    assert "不存在的选项" in page.text
    page = Page(clerk.post(address, data=fields))
    assert "密码" not in page.text and "采用7段" in page.text


def test_one_that_is_not_wanted_is_dropped(clerk, address, programme):
    version = Page(clerk.get(address)).form(f"{address}/removal")["version"]
    assert clerk.post(f"{address}/removal", data={"version": version}).status_code == 303
    assert clerk.get(address).status_code == 404


@pytest.mark.parametrize("login", ["leader", "reporter", "admin", "auditor"])
def test_only_who_writes_templates_comes_here(client_as, address, programme, login):
    for path in (address, f"{address}/file", f"/programmes/{programme}/letter-sources"):
        assert client_as(login).get(path).status_code == 403


def test_the_number_of_statements_does_not_grow(clerk, programme, counted):
    spent = []
    for count in (3, 30):
        for number in range(count):
            clerk.post(f"/programmes/{programme}/letter-sources", data={"wording": f"一、第{count}批第{number}份"})
        with counted() as sql:
            clerk.get(f"/programmes/{programme}/letter-sources")
        spent.append(len(sql))
    assert spent[0] == spent[1] <= 12


def test_after_a_stale_save_the_next_one_keeps_the_progress(clerk, address):
    data = sent(Page(clerk.get(address)), address, deed="save")
    stale = Page(clerk.post(address, data=data | {"version": "99"}), 409)
    assert clerk.post(address, data=sent(stale, address, deed="save")).status_code == 303
