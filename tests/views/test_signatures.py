"""签署记录的页面: nine facts, receipt, evidence sheet, check page, correction; what other units may not see."""

import datetime as d
import io
import json
import subprocess
import sys

from independent_verifier import PROGRAM, verifier
from PIL import Image
from reading import Page, pdf_text
from signed import NAMES, picture, signed, void
from sqlalchemy import select
from standing import stands

from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.signing import Signature
from respbook.press.handwriting import shown_mark
from respbook.queries.scope import letter_in_sight
from respbook.queries.verify import verify_state

made = stands(signed)


def entry_of(signature_id):
    db.session.rollback()
    found = select(AuditEntry).where(AuditEntry.kind == "signatures", AuditEntry.subject_id == signature_id)
    return db.session.scalars(found).one()


def token(letter_id):
    db.session.rollback()
    return db.session.get(Letter, letter_id).check_token


def test_nine_facts_stand_on_the_page_and_agree_with_the_book(client_as, made):
    page = Page(client_as("clerk").get(f"/signatures/{made.first}"))
    parts = [each.split(". ")[1] for each in page.all("//h2") if each[0].isdigit()]
    assert parts == [
        "所签文书", "签署人", "签署方式", "意思表示", "签前所示", "身份验证", "签名留存", "记录时间", "前一记录",
    ]  # fmt: skip
    assert page.first("//p[@class='note ok']").startswith("记录完好。")
    entry = entry_of(made.first)
    told = json.loads(entry.body)["after"]
    facts = dict(zip(page.all("//dt"), page.all("//dd"), strict=True))
    assert facts["记录摘要"].replace(" ", "") == told["签署记录摘要"]
    assert (facts["姓名"], facts["方式"].startswith(told["方式"])) == (told["签署人"], True)
    assert facts[f"日志第{entry.seq}条散列"].replace(" ", "") == entry.hash
    assert facts["验证方式"] == "签前重新输入本人密码" and facts["来源地址"] == "10.0.0.8"
    assert "由周正重置过密码" in facts["密码重置"] and facts["看过页数"].endswith("页")
    assert "同意按所列内容签订并履行" in facts["签署语"] and facts["服务器时间"].startswith("2026年3月3日")


def test_the_mark_is_shown_with_its_letters_number_and_kept_as_it_was(app, client_as, made):
    answer = client_as("signer").get(f"/signatures/{made.first}/mark")
    assert answer.mimetype == "image/png" and answer.headers["Cache-Control"] == "no-store"
    shown = Image.open(io.BytesIO(answer.data))
    assert shown.mode == "L" and shown.histogram()[196] > 100 and answer.data != picture()
    row = db.session.get(Signature, made.first)
    assert app.extensions["store"].get(row.mark_sha256) == picture()
    number = db.session.get(Letter, made.glass).number_text
    assert answer.data == shown_mark(picture(), f"{number}　{row.signed_on:%Y-%m-%d}", app.extensions["binder"].faces)
    assert "文号和日期是显示时加上的" in client_as("clerk").get(f"/signatures/{made.first}").text
    page = Page(client_as("clerk").get(f"/signatures/{made.on_paper}"))
    assert page.root.xpath(f"//img[@src='/signatures/{made.on_paper}/mark']")
    assert "当事人签的是纸质原件" in page.text and "档案柜3号" in page.text


def test_a_proxy_is_told_with_whom_he_signed_for(client_as, made):
    page = Page(client_as("clerk").get(f"/signatures/{made.by_proxy}"))
    assert f"李会计（代{NAMES[2]}）" in page.text and "授权书摘要" in page.text and "会签台主持人" in page.text


def test_a_signature_at_the_table_names_the_host_on_page_receipt_and_evidence(client_as, made):
    words, clerk = "会签台平板（主持人：陈静，已核对本人身份）", client_as("clerk")
    page = Page(clerk.get(f"/signatures/{made.by_proxy}"))
    assert page.first("//dt[.='身份核对']/following-sibling::dd[1]") == words
    assert page.first("//dt[.='账号']/following-sibling::dd[1]") == words
    assert page.first("//p[@class='note ok']").startswith("记录完好。") and "未用本人账号" not in page.text
    assert words in Page(clerk.get(f"/signatures/{made.by_proxy}/receipt")).text
    assert words in pdf_text(clerk.get(f"/signatures/{made.by_proxy}/receipt.pdf"))[1]
    assert words in pdf_text(clerk.get(f"/letters/{made.proxied}/evidence.pdf"))[1]
    for own in (made.first, made.on_paper):
        assert "身份核对" not in Page(clerk.get(f"/signatures/{own}")).text


def test_the_receipt_is_one_page_with_everything_to_check_it_by(client_as, made):
    signer, entry = client_as("signer"), entry_of(made.first)
    page = Page(signer.get(f"/signatures/{made.first}/receipt"))
    assert "请把回执存到手机里" in page.text
    answer = signer.get(f"/signatures/{made.first}/receipt.pdf")
    pages, words = pdf_text(answer)
    assert pages == 1
    code = page.first("//dt[.='记录校验码']/following-sibling::dd[1]")
    for each in ("签署回执", "王喆", "手写影像", code, f"第{entry.seq}条", entry.hash, f"存证{entry.seq}"):
        assert each in words, each
    assert answer.data == signer.get(f"/signatures/{made.first}/receipt.pdf").data
    assert "带上本回执到镇环保办" in words and "扫描本页二维码" in words and "respbook" not in words


def test_the_command_stands_in_the_help_of_the_auditor(client_as):
    helped = Page(client_as("auditor").get("/help/"))
    assert "respbook verify receipt" in helped.first("//section[h2='审计/纪检怎样办']")
    assert "respbook" not in Page(client_as("signer").get("/help/")).first("//section[h2='单位负责人怎样办']")


def test_a_receipt_is_checked_without_our_program(client_as, made, tmp_path):
    for signature_id in (made.first, made.on_paper, made.by_proxy):
        page = Page(client_as("clerk").get(f"/signatures/{signature_id}"))
        code = page.first("//dt[.='记录校验码']/following-sibling::dd[1]")
        gzip = {"Accept-Encoding": "gzip"}  # as every browser says; the file comes as it is all the same
        content = client_as("clerk").get(f"/signatures/{signature_id}/record.json", headers=gzip).data
        sha256, faults = verifier.digest(content)
        assert (verifier.code(sha256), faults) == (code, [])
    place = tmp_path / "record.json"
    place.write_bytes(content)
    program = PROGRAM
    assert subprocess.run([sys.executable, program, "record", place, code], check=False).returncode == 0
    place.write_bytes(content.replace("李会计".encode(), "李会讦".encode()))
    assert subprocess.run([sys.executable, program, "record", place, code], check=False).returncode == 3


def test_the_offered_verifier_shares_no_code_and_is_short():
    text = PROGRAM.read_text("utf-8")
    assert "respbook." not in text.replace("respbook-", "") and "import respbook" not in text
    assert len(text.splitlines()) <= 260


def test_the_evidence_sheet_tells_every_slot_and_the_objection(client_as, made):
    _, words = pdf_text(client_as("clerk").get(f"/letters/{made.glass}/evidence.pdf"))
    for each in ("签署记录页", "王喆", "李建国", "记录完好", "全年不焚烧", "以国土数据为准", "手写影像", "10.0.0.8"):
        assert each in words, each
    _, words = pdf_text(client_as("clerk").get(f"/letters/{made.proxied}/evidence.pdf"))
    assert "还没有签" in words and "没有提出过异议" in words


def test_letter_list_and_letter_tell_the_method_and_lead_to_the_record(client_as, made):
    clerk = client_as("clerk")
    page = Page(clerk.get(f"/letters/{made.glass}"))
    assert page.has_link(f"/signatures/{made.first}") and page.has_link(f"/letters/{made.glass}/evidence.pdf")
    assert "手写影像" in page.text
    rows = Page(clerk.get("/letters/?programme_id=all")).all("//tbody/tr")
    assert sum("手写影像" in row for row in rows) == 2 and sum("纸质原件扫描" in row for row in rows) == 1
    entry = entry_of(made.first)
    assert Page(client_as("auditor").get(f"/audit/{entry.seq}")).has_link(f"/signatures/{made.first}")


def test_no_page_calls_a_handwritten_mark_reliable(client, client_as, made):
    clerk = client_as("clerk")
    pages = [
        clerk.get(address).text
        for address in (f"/signatures/{made.first}", f"/letters/{made.glass}", "/letters/?state=issued")
    ]
    pages.append(client.get(f"/c/{token(made.glass)}").text)
    for address in (f"/signatures/{made.first}/receipt.pdf", f"/letters/{made.glass}/evidence.pdf"):
        pages.append(pdf_text(clerk.get(address))[1])
    for words in pages:
        assert "手写影像" in words and "可靠电子签名" not in words.replace("不属可靠电子签名", "")


def test_other_units_see_nothing_of_it(client_as, made):
    for address in ("", "/receipt", "/receipt.pdf", "/record.json", "/mark"):
        assert client_as("neighbour").get(f"/signatures/{made.first}{address}").status_code == 404
        assert client_as("signer").get(f"/signatures/{made.on_paper}{address}").status_code == 404
        assert client_as("signer").get(f"/signatures/{made.first}{address}").status_code == 200
    assert client_as("neighbour").get(f"/letters/{made.glass}/evidence.pdf").status_code == 404
    assert client_as("clerk").get("/signatures/987654").status_code == 404


def test_the_page_asks_as_often_for_one_signature_as_for_four(client_as, made, counted):
    clerk, asked = client_as("clerk"), []
    for address in (f"/signatures/{made.by_proxy}", f"/signatures/{made.first}"):
        with counted() as sql:
            clerk.get(address)
        asked.append(len(sql))
    assert asked[0] == asked[1] <= 12
    told = []
    for letter in (made.proxied, made.glass):
        with counted() as sql:
            clerk.get(f"/letters/{letter}/evidence.pdf")
        told.append(len(sql))
    assert told[0] == told[1] <= 13


def test_the_check_page_tells_how_far_and_how_it_is_signed(client, town, made):
    page = Page(client.get(f"/c/{token(made.glass)}?c=2&p=3"))
    assert (
        "有效" in page.text
        and "方式：手写影像" in page.text
        and "应签2栏，已签2栏" in page.text
        and "第3页" in page.text
    )
    page = Page(client.get(f"/c/{token(made.proxied)}"))
    assert "签订中" in page.text and "应签2栏，已签1栏" in page.text
    assert not any(name in page.source for name in (*NAMES, "李会计", "李建国"))
    page = Page(client.get(f"/c/{token(made.glass)}?r=12&p=1"))
    assert "签署回执（日志第12条）" in page.text and "第1页" not in page.text
    void(town, made.paper)
    assert "作废" in Page(client.get(f"/c/{token(made.paper)}")).text


def test_the_long_address_leads_to_the_printed_one(client, made):
    answer = client.get(f"/check/{token(made.glass)}?c=2&p=3")
    assert answer.status_code == 303 and answer.location == f"/c/{token(made.glass)}?c=2&p=3"


def correction(**changed):
    return {"name": NAMES[1], "signed_on": "2026-03-02", "kept_at": "档案柜4号", "why": "看错了柜号"} | changed


def test_a_paper_record_is_corrected_by_a_new_one_and_the_old_one_stays(client_as, town, made):
    clerk, path = client_as("clerk"), f"/signatures/{made.on_paper}/correction"
    assert Page(clerk.get(path)).form(path)["name"] == NAMES[1]
    assert "请填写更正原因" in Page(clerk.post(path, data=correction(why="")), 422).text
    assert "不能晚于今天" in Page(clerk.post(path, data=correction(signed_on="2026-03-09")), 422).text
    answer = clerk.post(path, data=correction())
    assert answer.status_code == 303
    page = Page(clerk.get(answer.location))
    assert "记录完好" in page.text and "看错了柜号" in page.text and "档案柜4号" in page.text
    assert page.has_link(f"/signatures/{made.on_paper}")
    old = Page(clerk.get(f"/signatures/{made.on_paper}"))
    assert "记录完好" in old.text and "后来更正过" in old.text and old.has_link(answer.location)
    db.session.rollback()
    row = db.session.scalars(select(Signature).order_by(Signature.id.desc()).limit(1)).one()
    assert row.previous_id == made.on_paper and row.recorded_by == "陈静"
    letter = letter_in_sight(town.viewer("clerk"), made.paper)
    assert letter.signed_on == d.date(2026, 3, 2) and letter.signing == "signed"
    assert "更正过" in Page(clerk.post(path, data=correction(kept_at="别处")), 422).text
    assert "已被后一条记录更正" in pdf_text(clerk.get(f"/letters/{made.paper}/evidence.pdf"))[1]
    assert verify_state() == []


def test_what_was_signed_on_glass_is_not_corrected_by_others(client_as, made):
    answer = client_as("clerk").post(f"/signatures/{made.first}/correction", data=correction(name="别人"))
    assert "只能由他本人重新签订" in Page(answer, 422).text
    assert client_as("signer").get(f"/signatures/{made.on_paper}/correction").status_code == 403
