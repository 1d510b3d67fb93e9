"""群机器人: which addresses are taken, what is shown of them, how a text is cut, what an answer means."""

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.group_robot import MOST_BYTES, Outcome, answer_of, body_of, checked_address, cut, masked, wait_after

GOOD = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"

DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=11111111111111119999"
FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/11111111-1111-1111-1111-111111119999"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "ftp://127.0.0.1/?key=1",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send",
        "https://qyapi.weixin.qq.com/send?key=",
        "https://a:b@qyapi.weixin.qq.com/send?key=1",
        "https:///send?key=1",
        "https://[::1/send?key=1",
        "https://x:99999999/send?key=1",
        "https://x/send?key=1\r\nHost: y",
        "https://机器人.cn/send?key=1",
        "https://x/send?key=1\x7f2",
        f"https://x/send?key={'1' * 300}",
        "https://qyapi.weixin.qq.com.evil.cn/send?key=1",
        "https://10.0.0.5/send?key=1",
        "http://127.0.0.1:8080/send?key=1",
        "https://oapi.dingtalk.com/robot/send?key=1",
        "https://open.feishu.cn/open-apis/bot/v2/hook/",
    ],
)
def test_bad_addresses_are_refused_at_the_field(address):
    with pytest.raises(RuleBroken) as refusal:
        checked_address(address)
    assert refusal.value.field == "address"


def test_good_addresses_and_what_is_shown_of_them():
    assert checked_address(f"  {GOOD}\n") == GOOD
    assert checked_address("http://127.0.0.1:8080/send?key=1", ["127.0.0.1"])
    for other in (DINGTALK, FEISHU):
        assert checked_address(other) == other and "1111" not in masked(other) and masked(other).endswith("****9999")
    assert masked(GOOD) == "https://qyapi.weixin.qq.com/…key=****5aaa"
    assert "12345" not in masked("https://x/send?key=12345") and masked("") == "（未设）"


def test_a_host_that_makes_no_robots_is_refused_with_those_that_do():
    with pytest.raises(RuleBroken, match=r"只能用企业微信（qyapi\.weixin\.qq\.com）.*“x”不在其中"):
        checked_address("https://x/send?key=1")
    assert "msg_type" in body_of("open.feishu.cn", "x") and "msgtype" in body_of("oapi.dingtalk.com", "x")


def test_a_text_is_cut_between_lines_and_only_a_long_line_within():
    lines = [f"{n}号村（王喆）：每日巡查、垃圾清运、禁烧巡查，共{n}期" for n in range(200)]
    pieces = cut("\n".join(lines))
    assert len(pieces) > 5 and all(len(each.encode()) <= MOST_BYTES for each in pieces)
    assert [line for each in pieces for line in each.split("\n")] == lines
    assert "".join(cut("村" * 2000)) == "村" * 2000 and all(
        len(each.encode()) <= MOST_BYTES for each in cut("村" * 2000)
    )
    assert cut("短") == ["短"] and cut("甲\n\n乙") == ["甲\n\n乙"]


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b'{"errcode":0,"errmsg":"ok"}', Outcome.ACCEPTED),
        (200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', Outcome.NEVER),
        (200, b'{"errcode":45009}', Outcome.AGAIN),
        (200, b'{"code":0,"msg":"success"}', Outcome.ACCEPTED),
        (200, b'{"code":19024}', Outcome.NEVER),
        (200, b'{"errcode":false}', Outcome.NEVER),
        (200, b'{"errcode":"0"}', Outcome.NEVER),
        (200, b"<html>", Outcome.DOUBTFUL),
        (200, b"[]", Outcome.DOUBTFUL),
        (200, b"[" * 4000, Outcome.DOUBTFUL),
        (200, b"\xff\xfe{", Outcome.DOUBTFUL),
        (302, b"", Outcome.NEVER),
        (404, b"", Outcome.NEVER),
        (429, b"", Outcome.AGAIN),
        (502, b'{"errcode":0}', Outcome.AGAIN),
    ],
)
def test_what_an_answer_means(status, body, outcome):
    assert answer_of(status, body).outcome is outcome


def test_waits_grow():
    waits = [wait_after(tries) for tries in range(1, 6)]
    assert waits == sorted(waits) and waits[0].total_seconds() == 60
