"""可看范围: in plain words, how far somebody sees and what his roles keep from him (safety C3, R25, R34)."""

from collections.abc import Mapping

from respbook.rules.permissions import Permission, Role, Viewer
from respbook.rules.units import UNIT_KIND_LABELS, UnitKind


def reach_words(own: str, below: Mapping[UnitKind, int]) -> str:
    """可看的单位: the own one and what lies below it, counted by kind."""
    counted = "、".join(f"{UNIT_KIND_LABELS[kind]}{below[kind]}个" for kind in UnitKind if below.get(kind))
    return f"{own}及下级单位：{counted}" if counted else f"只有{own}"


def limits_of(viewer: Viewer) -> list[str]:
    """另有的限制, those that no table of permissions tells."""
    told: list[tuple[bool, str]] = [
        (True, "不在可看范围内的，按“没有这个页面”处理，查找、导出、照片也一样。"),
        (viewer.may(Permission.PERSON_READ) or viewer.may(Permission.UNIT_READ), "电话号码只显示首尾几位。"),
        (viewer.may(Permission.PHONE_READ), "看完整电话须再输一次密码，每次都记入操作日志。"),
        (
            viewer.county and viewer.of_office,
            "各乡镇的责任书、报送、问题和考核只看，由各镇自己办理；各镇的拟稿看不到。",
        ),
        (
            viewer.below_county and viewer.of_office,
            "县（区）与本镇签的责任书、交办的问题、对本镇的考核，以责任单位的身份签订、报送、申诉，不能审核和决定。",
        ),
        (
            viewer.below_county and bool(viewer.roles & {Role.ADMIN, Role.AUDITOR}),
            "查验操作日志、备份、时钟和证书机构涉及全县，由县（区）办理。",
        ),
        (not viewer.of_office, "看不到镇上的工作过程：模板、拟稿、审核意见、未公示的考核分、未决定的问责建议。"),
        (not viewer.of_office, "别的村和单位的报送、问题、责任书都看不到；公布的通报和考核结果除外。"),
        (viewer.may(Permission.SCORE_WRITE), "不给本人任职的单位评分；自己评的分，不由自己复核。"),
        (viewer.may(Permission.FINDING_CLOSE), "自己报完成的问题，不由自己销号。"),
        (
            viewer.may(Permission.LETTER_ISSUE),
            "自己送签的批次，不由自己签发；方案设为“一人经办”的除外，并在责任书上注明。",
        ),
        (viewer.may(Permission.MEASURE_DECIDE), "自己提出的问责建议，不由自己决定。"),
        (
            viewer.may(Permission.PERSON_PREVIEW),
            "以村和单位用户的身份查看时，只能看，不能办理，15分钟自动结束，记入操作日志。",
        ),
        (Role.AUDITOR in viewer.roles, "只看不改，不兼任其他角色。"),
        (Role.ADMIN in viewer.roles, "不经手业务，看不到责任书、报送和考核，不兼任业务角色。"),
    ]
    return [words for holds, words in told if holds]
