"""文件名里的线索: unit, year and number, or nothing where the name is not clear (features M5)."""

import pytest

from respbook.rules.archive import Named, names_of_unit, read_name

UNITS = {
    1: names_of_unit("青山镇王家庄村村民委员会", "王家庄村", "青山镇"),
    2: names_of_unit("青山镇王家庄北村村民委员会", "王家庄北村", "青山镇"),
    3: names_of_unit("青山镇卫生院", "卫生院", "青山镇"),
    4: names_of_unit("青山镇李家沟村村民委员会", "李家沟村", "青山镇"),
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("2023年王家庄村责任书.pdf", Named(1, 2023, "")),
        ("01_王家庄北村_责任书（2022）.pdf", Named(2, 2022, "")),
        ("2021/李家沟/扫描件0003.jpg", Named(4, 2021, "")),
        ("青环责〔2024〕12号 青山镇卫生院.pdf", Named(3, 2024, "青环责〔2024〕12号")),
        ("青环责[2024]007号李家沟村.pdf", Named(4, 2024, "青环责〔2024〕7号")),
        ("2024年王家庄村青环责【2024】第3号.pdf", Named(1, 2024, "青环责〔2024〕3号")),
        ("2024年青环责〔2024〕3号.pdf", Named(None, 2024, "青环责〔2024〕3号")),
        ("李家沟村村民委员会责任书青环责（２０２４）５号.pdf", Named(4, 2024, "青环责〔2024〕5号")),
        ("王家庄村 李家沟村 会签.pdf", Named(None, None, "")),
        ("扫描件20231105.pdf", Named(None, None, "")),
        ("2031年王家庄村.pdf", Named(1, None, "")),
        ("", Named(None, None, "")),
        ("IMG_0001.JPG", Named(None, None, "")),
    ],
)
def test_what_a_name_says(path, found):
    assert read_name(path, UNITS, 2026) == found


def test_a_bare_place_name_is_enough_but_not_one_character():
    assert "王家庄" in UNITS[1] and "卫生院" in UNITS[3]
    assert all(len(name) >= 2 for names in UNITS.values() for name in names)
