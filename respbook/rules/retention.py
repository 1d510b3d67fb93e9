"""保存期限: which personal data are kept how long, why, under which article, and what ends them (safety R97, R99)."""

from dataclasses import dataclass
from datetime import date, timedelta

LEAVERS_DAYS = 365
"""Long enough to be asked about the year that one answered for, its appeals and its handing over."""


@dataclass(frozen=True)
class KeptData:
    """一类个人信息: what, what for, how long, under which article, and how it ends."""

    what: str
    purpose: str
    term: str
    article: str
    end: str


KEPT_DATA = (
    KeptData(
        "姓名、职务、任职起止",
        "写明责任书由谁签订、事项由谁办理",
        "随责任书和操作日志长期保存",
        "个人信息保护法第十三条第一款第三项",
        "不清除：签订和考核的记录要能查到人",
    ),
    KeptData(
        "联系电话",
        "工作联系；页面上隐去中间四位，看全号要再次验证并记入日志",
        "在任、在用期间，离任、停用后一年",
        "个人信息保护法第六条、第十九条",
        "期满后由系统管理员提请，镇领导批准，当晚清除",
    ),
    KeptData(
        "导入名册前的旧内容",
        "撤销导入",
        "导入后一年",
        "个人信息保护法第十九条",
        "与离任人员的电话一并清除；清除后这次导入不能再撤销",
    ),
    KeptData(
        "签名影像、签署记录",
        "证明责任书由本人签订",
        "随责任书长期保存",
        "电子签名法第五条、第六条、第十三条",
        "不清除",
    ),
    KeptData(
        "户主姓名、门牌（户承诺书）",
        "证明承诺书由哪一户作出",
        "随当年档案保存",
        "个人信息保护法第十三条第一款第三项、第三十四条",
        "按本单位档案保管期限办理",
    ),
    KeptData(
        "佐证照片的拍摄位置和时间",
        "核对报送是否属实；只有考核组、经办人和审计看得到",
        "随当年档案保存",
        "个人信息保护法第十三条第一款第三项、第三十四条",
        "按本单位档案保管期限办理",
    ),
    KeptData(
        "接龙原文",
        "代报的依据",
        "随当年档案保存",
        "个人信息保护法第十三条第一款第三项",
        "按本单位档案保管期限办理",
    ),
    KeptData(
        "登录会话的设备和来源地址",
        "保障账号安全",
        "退出或过期后30天",
        "个人信息保护法第十九条",
        "每天自动清除",
    ),
    KeptData(
        "安全日志",
        "查明登录、越权和导出的情况",
        "不少于180天，具体天数见安全日志页",
        "网络安全法第二十三条",
        "期满自动清除，并记入操作日志",
    ),
    KeptData("操作日志", "查明谁办了什么", "长期保存", "网络安全法第二十三条；档案法", "不清除，也不能改动"),
    KeptData(
        "身份证号",
        "不需要",
        "不收集",
        "个人信息保护法第六条、第二十八条",
        "没有登记的地方；在文字里写到的，页面会提醒",
    ),
)
"""保存期限表, as the help page shows it."""


def due_before(today: date) -> date:
    """期满界限: contacts of whoever had left by this day are due."""
    return today - timedelta(days=LEAVERS_DAYS)
