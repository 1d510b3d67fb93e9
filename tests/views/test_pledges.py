"""层层签订 pages: from the letter to the stack of signed pledges; every figure opens its list; neighbours see nothing (C1, C2, C4)."""

import io

import openpyxl
import pypdf
import pytest
from making import make
from reading import Page
from sqlalchemy import func, select
from standing import stands

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.pledges import Pledge, PledgeStack
from respbook.queries.verify import verify_state
from respbook.rules.pledge_states import PledgeState


@stands
def letter(app, town):
    """The first village's issued letter, two 社."""
    programme = make.programme(town)
    make.target(town, programme)
    template = make.template(town, programme)
    rows = make.drafts(town, template, [village.id for village in town.villages[:2]])
    make.issued(app, town, rows)
    for row in rows:
        make.signed(town, row, whole=True)
    make.groups(town, town.villages[0], "东关社", "西关社")
    return rows[0]


def listed(count, start=0):
    return "户主\t社\t人口\t门牌\n" + "\n".join(
        f"赵{chr(0x4E00 + n)}旺\t{'东关社' if n % 2 else '西关社'}\t{n % 5 + 1}\t{n}号"
        for n in range(start, start + count)
    )


def post(client, address, data, **files):
    kind = {"content_type": "multipart/form-data"} if files else {}
    return client.post(address, data={**data, **files}, **kind)


def generated(client, letter_id, count=100):
    address = f"/letters/{letter_id}/pledges/households"
    first = Page(
        post(client, address, Page(client.get(address)).form(address) | {"text": listed(count), "deed": "check"})
    )
    assert f"可以生成{count}份" in first.text
    data = first.form(address) | {"deed": "make"}
    if count > 20:
        assert f"这次办理{count}户，请核对名单后填总数" in Page(post(client, address, data), 422).text
        data |= {"how_many": str(count)}
    answer = post(client, address, data)
    assert answer.status_code == 303
    return answer


def ids(kind=None):
    asked = select(Pledge.id).order_by(Pledge.serial)
    return list(db.session.scalars(asked.where(Pledge.kind == kind) if kind else asked))


def photo(name="合影.png"):
    return (io.BytesIO(make.picture()), name)


def test_the_whole_way_of_a_village(client_as, letter):
    """The letter → 社 with one press → a hundred pledges from a pasted list → printed → ticked with one photo."""
    signer = client_as("signer")
    home = f"/letters/{letter.id}/pledges"
    assert Page(signer.get(f"/letters/{letter.id}")).has_link(home)
    groups = Page(signer.get(f"{home}/groups"))
    assert signer.post(f"{home}/groups", data=groups.form(f"{home}/groups")).status_code == 303
    generated(signer, letter.id)
    page = Page(signer.get(home))
    assert "0/2" in page.text and "0/100" in page.text and "0/50" in page.text
    printed = signer.get(f"{home}/print.pdf?kind=household")
    pages = pypdf.PdfReader(io.BytesIO(printed.data)).pages
    assert len(pages) == 50
    first, last = pages[0].extract_text(), pages[-1].extract_text()
    assert "王家庄村-003" in first and "王家庄村-053" in first and "王家庄村-102" in last and "裁切线" in first
    sign = Page(signer.get(f"{home}/signing?all=1"))
    data = sign.form(f"{home}/signing")
    assert len(data["pledge_ids"]) == 102
    kept = [each for each in data["pledge_ids"] if each != str(ids()[-1])]
    refused = Page(post(signer, f"{home}/signing", data | {"pledge_ids": kept, "how_many": "102"}, photo=photo()), 422)
    assert "填的是“102”，所选是101份" in refused.text and len(refused.form(f"{home}/signing")["pledge_ids"]) == 101
    data |= {"how_many": "101"}
    answer = post(signer, f"{home}/signing", data | {"pledge_ids": kept}, photo=photo())
    assert answer.status_code == 303 and answer.location == home
    page = Page(signer.get(home))
    assert "已登记101份签订，还有1份没有签" in page.text and "2/2" in page.text and "99/100" in page.text
    stack = db.session.scalars(select(PledgeStack)).one()
    assert signer.get(f"/pledge-stacks/{stack.id}/file").data == make.picture()
    again = post(signer, f"{home}/signing", data | {"pledge_ids": kept}, photo=photo())
    assert again.status_code == 303 and again.location == home
    assert db.session.scalar(select(func.count()).select_from(PledgeStack)) == 1
    assert list(verify_state()) == []


def test_a_list_is_put_right_before_anything_is_made(client_as, letter):
    reporter, address = client_as("reporter"), f"/letters/{letter.id}/pledges/households"
    data = Page(reporter.get(address)).form(address)
    wrong = listed(3) + "\n赵多多\t南关社\t4\t"
    page = Page(post(reporter, address, data | {"text": wrong, "deed": "check"}))
    assert "有1行要先改好" in page.text and "第5行：没有“南关社”这个社" in page.text and ids() == []
    refused = post(reporter, address, page.form(address) | {"deed": "make"})
    assert "有1行要先改好" in Page(refused, 422).text and ids() == []
    fine = post(reporter, address, page.form(address) | {"text": listed(3), "deed": "make"})
    assert fine.status_code == 303 and len(ids()) == 3
    page = Page(post(reporter, address, data | {"text": listed(4), "deed": "check"}))
    assert "可以生成1份；另有3户已有承诺书" in page.text
    page = Page(post(reporter, address, data | {"text": listed(3), "deed": "check"}))
    assert "都已有承诺书" in page.text and "生成0份" not in page.text
    assert "没有一户" in Page(post(reporter, address, data | {"text": "", "deed": "check"}), 422).text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_sheet_fills_the_box_and_makes_nothing_yet(client_as, letter, kind):
    clerk, address = client_as("clerk"), f"/letters/{letter.id}/pledges/households"
    rows = [["王家庄村户名单", None, None], ["序号", "户主", "社"], [1, "张得旺", "东关社"], [2, "李秀兰", "西关社"]]
    if kind == "xlsx":
        book, out = openpyxl.Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(out)
        content = out.getvalue()
    else:
        content = "\n".join(",".join(str(cell or "") for cell in row) for row in rows).encode("gb18030")
    data = Page(clerk.get(address)).form(address) | {"deed": "make"}
    page = Page(post(clerk, address, data, file=(io.BytesIO(content), f"名单.{kind}")))
    assert "可以生成2份" in page.text and "张得旺" in page.form(address)["text"] and ids() == []
    assert post(clerk, address, page.form(address) | {"deed": "make"}).status_code == 303 and len(ids()) == 2


def test_a_rare_name_stops_nobody(client_as, letter):
    signer, address = client_as("signer"), f"/letters/{letter.id}/pledges/households"
    data = Page(signer.get(address)).form(address) | {"text": "赵\U0002ceda 东关社\n张得旺 东关社", "deed": "check"}
    page = Page(post(signer, address, data))
    assert "印出时这几个字留空" in page.text
    post(signer, address, page.form(address) | {"deed": "make"})
    printed = signer.get(f"/letters/{letter.id}/pledges/print.pdf")
    assert "赵＿" in pypdf.PdfReader(io.BytesIO(printed.data)).pages[0].extract_text()


def test_a_photo_that_is_none_keeps_the_ticks(client_as, letter):
    signer, address = client_as("signer"), f"/letters/{letter.id}/pledges/signing"
    generated(signer, letter.id, 4)
    data = Page(signer.get(f"{address}?all=1")).form(address)
    page = Page(post(signer, address, data, photo=(io.BytesIO(b"MZ"), "合影.jpg")), 422)
    assert "这不是PDF、JPG或PNG" in page.text and len(page.form(address)["pledge_ids"]) == 4
    page = Page(post(signer, address, data | {"pledge_ids": []}, photo=photo()), 422)
    assert "还没有勾选" in page.text
    page = Page(post(signer, address, data | {"signed_on": "2027-01-01"}, photo=photo()), 422)
    assert "不能晚于今天" in page.text
    assert "请选择照片" in Page(signer.post(address, data=data), 422).text
    assert set(db.session.scalars(select(Pledge.state))) == {PledgeState.WAITING}


def test_ticking_goes_group_by_group_without_scripts(client_as, letter, town):
    signer, address = client_as("signer"), f"/letters/{letter.id}/pledges/signing"
    generated(signer, letter.id, 6)
    (east,) = [link for link in Page(signer.get(address)).links("//nav[@aria-label='按社']") if "unit_id" in link][:1]
    page = Page(signer.get(f"{east}&all=1"))
    form = page.form(east)
    assert len(form["pledge_ids"]) == 3
    assert post(signer, east, form, photo=photo()).status_code == 303
    left = Page(signer.get(address))
    assert "待签3份" in left.text


def test_one_paper_is_put_right_with_a_reason(client_as, letter):
    signer = client_as("signer")
    generated(signer, letter.id, 2)
    first = ids()[0]
    address = f"/pledges/{first}"
    page = Page(signer.get(address))
    assert "王家庄村-001" in page.text and "本户承诺做到" in page.text
    form = page.form(f"{address}/unsigned")
    assert "请填写原因" in Page(signer.post(f"{address}/unsigned", data=form), 422).text
    assert signer.post(f"{address}/unsigned", data=form | {"reason": "外出务工"}).status_code == 303
    page = Page(signer.get(address))
    assert "外出未签" in page.text and "外出务工" in page.text
    stale = Page(signer.post(f"{address}/voiding", data=form | {"reason": "重名", "key": "k1"}), 409)
    assert "别人刚刚改过" in stale.text
    assert (
        signer.post(f"{address}/correction", data=page.form(f"{address}/correction") | {"reason": "记错"}).status_code
        == 303
    )
    page = Page(signer.get(address))
    assert (
        signer.post(f"{address}/voiding", data=page.form(f"{address}/voiding") | {"reason": "重名"}).status_code == 303
    )
    page = Page(signer.get(address))
    assert "已作废" in page.text and not page.root.xpath("//form[contains(@action, 'voiding')]")
    pdf = signer.get(f"{address}/paper.pdf")
    assert pdf.status_code == 200 and "王家庄村-001" in pypdf.PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()


def test_the_tree_counts_and_every_figure_opens_its_list(client_as, letter, town):
    clerk = client_as("clerk")
    programme = letter.programme_id
    home = f"/letters/{letter.id}/pledges"
    clerk.post(f"{home}/groups", data=Page(clerk.get(f"{home}/groups")).form(f"{home}/groups"))
    generated(clerk, letter.id, 5)
    data = Page(clerk.get(f"{home}/signing?all=1")).form(f"{home}/signing")
    post(clerk, f"{home}/signing", data | {"pledge_ids": data["pledge_ids"][:4]}, photo=photo())
    page = Page(clerk.get(f"/programmes/{programme}/cascade"))
    figures = page.all("//a[@class='figure ' or starts-with(@class, 'figure')]")
    assert [each.split(" ")[0:2] for each in figures] == [["镇", "2/8"], ["村", "2/8"], ["社", "2/2"], ["户", "2/5"]]
    assert page.root.xpath("//*[local-name()='svg'][@aria-label='已签']") and "还没有签发" in page.text
    assert "0/0" not in page.text and "未生成" in page.text and page.all("//h2")[0].startswith("村、社区（")
    for link in page.links("//main"):
        assert clerk.get(link).status_code == 200, link
    table = Page(clerk.get(f"/programmes/{programme}/pledges?letter_id={letter.id}&kind=household&state=unsigned"))
    assert len(table.all("//tbody/tr")) == 3
    assert "没有符合条件" in Page(clerk.get(f"/programmes/{programme}/pledges?q=没有这户")).text
    found = clerk.get(f"/programmes/{programme}/pledges/export?format=csv&kind=group").data.decode("utf-8-sig")
    assert found.splitlines()[1].startswith("王家庄村-001,社（组）责任书,王家庄村,东关社,东关社")


def test_a_village_sees_its_own_branch_only(app, client_as, letter, town):
    other = db.session.scalars(select(Letter).where(Letter.unit_id == town.villages[1].id)).one()
    make.pledges_of(app, town, other)
    foreign = ids()[0]
    signer = client_as("signer")
    page = Page(signer.get(f"/programmes/{letter.programme_id}/cascade"))
    assert "王家庄村" in page.text and "李家沟村" not in page.text and "1/1" in page.text
    assert "张得旺" not in Page(signer.get(f"/programmes/{letter.programme_id}/pledges")).text
    stack = db.session.scalars(select(PledgeStack)).one()
    for address in (
        f"/letters/{other.id}/pledges",
        f"/letters/{other.id}/pledges/print.pdf",
        f"/letters/{other.id}/pledges/signing",
        f"/programmes/{letter.programme_id}/pledges?letter_id={other.id}",
        f"/pledges/{foreign}",
        f"/pledges/{foreign}/paper.pdf",
        f"/pledge-stacks/{stack.id}/file",
    ):
        assert signer.get(address).status_code == 404, address
    for address in (f"/pledges/{foreign}/correction", f"/pledges/{foreign}/voiding"):
        assert signer.post(address, data={"reason": "x", "version": "1"}).status_code == 404


def test_a_draft_and_an_office_are_not_passed_on(app, client_as, town):
    programme = make.programme(town)
    make.target(town, programme)
    (row,) = make.drafts(town, make.template(town, programme), [town.villages[0].id])
    clerk = client_as("clerk")
    assert f"/letters/{row.id}/pledges" not in Page(clerk.get(f"/letters/{row.id}")).links()
    assert "还没有签发" in clerk.get(f"/letters/{row.id}/pledges/groups").text
    assert clerk.get(f"/letters/{row.id}/pledges/groups").status_code == 409


def test_the_office_words_the_papers(client_as, letter):
    clerk = client_as("clerk")
    base = f"/programmes/{letter.programme_id}/pledge-wording"
    page = Page(clerk.get(base))
    assert "起始样式" in page.text and "每张A4纸印2份" in page.text
    address = f"{base}/edit"
    form = Page(clerk.get(f"{address}?kind=household")).form(address)
    refused = Page(clerk.post(address, data=form | {"body": "第一行\n{{户主名}}承诺"}), 422)
    assert "第2行" in refused.fields_wrong()["body"]
    long = "\n".join(f"{n}、不焚烧秸秆、不乱倒垃圾、不烧散煤，劝导邻里一起遵守，共同爱护环境。" for n in range(40))
    assert "半张A4纸印不下" in Page(clerk.post(address, data=form | {"body": long}), 422).text
    assert clerk.post(address, data=form | {"body": long, "per_sheet": "1"}).status_code == 303
    page = Page(clerk.get(base))
    assert "本方案样式" in page.text
    stale = Page(clerk.post(address, data=form | {"body": "承诺。", "key": "k2"}), 409)
    assert "别人刚刚改过" in stale.text
    sample = clerk.get(f"{base}/sample.pdf?kind=household")
    assert "样张-001" in pypdf.PdfReader(io.BytesIO(sample.data)).pages[0].extract_text()
    reset = f"{base}/reset?kind=household"
    assert clerk.post(reset, data=page.form(reset)).status_code == 303
    assert "本方案样式" not in Page(clerk.get(base)).text
    assert clerk.get(f"{address}?kind=firm").status_code == 404


def test_as_many_statements_for_many(client_as, letter, counted):
    clerk, home = client_as("clerk"), f"/letters/{letter.id}/pledges"
    pages = (
        home,
        f"{home}/signing",
        f"{home}/print.pdf",
        f"/programmes/{letter.programme_id}/cascade",
        f"/programmes/{letter.programme_id}/pledges",
    )
    told = []
    for start, count in ((0, 3), (100, 30)):
        address = f"{home}/households"
        sent = Page(clerk.get(address)).form(address) | {
            "text": listed(count, start),
            "deed": "make",
            "how_many": str(count),
        }
        assert post(clerk, address, sent).status_code == 303
        clerk.get(home)
        counts = []
        for page in pages:
            with counted() as sql:
                assert clerk.get(page).status_code == 200
            counts.append(len(sql))
        told.append(counts)
    assert told[0] == told[1] and max(told[0]) <= 14
