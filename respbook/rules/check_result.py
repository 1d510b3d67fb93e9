"""核验结论: what a stranger is told of a letter: may it be relied on, and how far it is signed (features S7, safety R33)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from respbook.rules.chinese import day
from respbook.rules.lifecycles import LetterState
from respbook.rules.signing import METHOD_LABELS, SignatureMethod, SigningState
from respbook.rules.trust import Trust, trust_words


class Conclusion(StrEnum):
    """核验结论."""

    VALID = "valid"
    WAITING = "waiting"
    SUPERSEDED = "superseded"
    VOID = "void"


CONCLUSION_LABELS = {
    Conclusion.VALID: "有效",
    Conclusion.WAITING: "待签",
    Conclusion.SUPERSEDED: "已被替代",
    Conclusion.VOID: "已作废",
}
UNKNOWN = "不是本系统签发的文件"


def conclusion_of(state: LetterState, signing: SigningState | None, replaced: bool) -> Conclusion:
    """核验结论 of an issued letter; whether somebody objects is nobody else's business."""
    if state is LetterState.VOID:
        return Conclusion.VOID
    if replaced:
        return Conclusion.SUPERSEDED
    return Conclusion.VALID if signing is SigningState.SIGNED else Conclusion.WAITING


@dataclass(frozen=True)
class Checked:
    """核验所见: number, conclusion, digests, how many of how many have signed by which methods; no names (safety R33)."""

    number_text: str
    issuer: str
    issued_on: date
    conclusion: Conclusion
    code: str
    pdf_sha256: str
    voided_on: date | None
    signed_on: date | None
    slots: int
    signed: int
    methods: tuple[SignatureMethod, ...]
    amended: str = ""
    replaced_by: str = ""
    """文号 of the letter in whose favour it stands no more."""
    digital: tuple[Trust, ...] = ()
    """核实结果 of the digital signatures on its signed copy, by the list as it stands now."""

    @property
    def label(self) -> str:
        """结论."""
        return "签订中" if self.conclusion is Conclusion.WAITING and self.signed else CONCLUSION_LABELS[self.conclusion]

    @property
    def method_words(self) -> str:
        """签署方式, each once."""
        return "、".join(METHOD_LABELS[each] for each in self.methods)

    @property
    def digital_words(self) -> str:
        """数字签名, each label once."""
        return trust_words(self.digital)

    @property
    def reliable(self) -> bool:
        """可否据以办事: the letter stands, whether or not everybody has signed yet."""
        return self.conclusion in (Conclusion.VALID, Conclusion.WAITING)

    @property
    def sentence(self) -> str:
        """结论一句."""
        match self.conclusion:
            case Conclusion.VALID:
                signed = f"已于{day(self.signed_on)}签订" if self.signed_on else "已签订"
                return f"文号、日期与登记一致，这份责任书{signed}（方式：{self.method_words}），现行有效。"
            case Conclusion.WAITING if self.signed:
                return (
                    f"文号、日期与登记一致，正在签订：应签{self.slots}栏，已签{self.signed}栏"
                    f"（方式：{self.method_words}），签齐后生效。"
                )
            case Conclusion.WAITING:
                return "文号、日期与登记一致，这份责任书已签发，待签订。"
            case Conclusion.SUPERSEDED:
                return f"这份责任书已被{self.replaced_by or '新的文书'}替代，请以替代它的文书为准。"
        return (
            f"这份责任书已于{day(self.voided_on)}作废，请以新签发的为准。" if self.voided_on else "这份责任书已作废。"
        )
