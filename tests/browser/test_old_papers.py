"""往年文书: a heap of files goes up one by one; what is passed over is named, and what was kept before is led to."""

import io

import pytest
from browser.desk import expect
from PIL import Image


def scan(shade):
    out = io.BytesIO()
    Image.new("L", (40, 30), shade).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def files(tmp_path):
    """Two scans with the same bytes, the second under a name that tells the unit, and a Word file."""
    for name, content in (("甲.png", scan(9)), ("2023年王家庄村.png", scan(9)), ("说明.docx", b"PK")):
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in ("甲.png", "2023年王家庄村.png", "说明.docx")]


def test_every_file_of_a_heap_is_accounted_for(desk, files):
    clerk = desk("clerk")
    clerk.open("/archive/")
    clerk.page.set_input_files("#files", files)
    clerk.press("收存")
    expect(clerk.page.locator("[data-told] li")).to_have_count(3)
    clerk.reads("另有1个文件不是PDF、JPG、PNG或ZIP，没有收：“说明.docx”。")
    clerk.reads("“2023年王家庄村.png”已经收过，没有重复收存；原来收的是“甲.png”，还没有归位。")
    clerk.page.locator("[data-told]").get_by_role("link").click()
    clerk.heading("归位往年文书")
    expect(clerk.page.locator("#unit_id option:checked")).to_have_text("王家庄村")
    expect(clerk.page.locator("#year")).to_have_value("2023")
