"""查验: what is wrong with a signed file, in a plain sentence. The library's bottom line is never shown alone.

Stricter than the library: the last signature must cover the file to its last byte, and the hole that is left for a
signature's own value may hold nothing else (it is the one place that no signature covers).
"""

import hashlib
import io
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields as pdf_fields
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from respbook.pades.chains import ends_at, loaded
from respbook.pades.pages_compared import changes_since
from respbook.pades.values import Finding, Verdict
from respbook.rules.typed import foreign_name

_ISSUED = "开头的签发原件已被改动：字节与签发时留存的不一致。"
_UNREADABLE = "文件被截断或已损坏，读不出完整的内容和签名。"
_NONE = "文件里没有数字签名。"
_END = re.compile(rb"%%EOF(?:\r\n|\r|\n)?")
_log = logging.getLogger(__name__)
# The library logs a trace for every forgery; a verdict is no fault of the program.
logging.getLogger("pyhanko").addHandler(logging.NullHandler())
logging.getLogger("pyhanko").propagate = False


@dataclass(frozen=True)
class Ground:
    """查验所据: roots that are believed, roots that are listed, when each field was signed as far as the caller knows."""

    roots: list[Any]
    listed: list[Any]
    moments: Mapping[str, datetime]
    now: datetime

    def moment(self, field: str) -> datetime:
        """时点 at which a certificate must hold: when it signed, if somebody can tell; else now."""
        return self.moments.get(field, self.now)


def verify(
    pdf: bytes,
    roots: Sequence[bytes],
    now: datetime,
    issued: bytes | str | None,
    listed: Sequence[bytes],
    moments: Mapping[str, datetime],
) -> Verdict:
    """查验. Raises RuleBroken for a root that is no certificate, never for the file."""
    ground = Ground([loaded(root) for root in roots], [loaded(root) for root in listed], moments, now)
    kept = None if issued is None else _begins_with(pdf, issued)
    reasons = [_ISSUED] if kept is False else []
    try:
        findings, open_fields = _findings(pdf, ground)
    except Exception as wrong:  # a broken file breaks a reader in any way it can; all of them mean the same
        _log.info("unreadable signed file: %s", type(wrong).__name__)
        return Verdict(False, _joined([*reasons, _UNREADABLE]), (*reasons, _UNREADABLE), (), (), kept)
    reasons += [finding.fault for finding in findings if finding.fault]
    if not findings:
        reasons.append(_UNREADABLE if b"/ByteRange" in pdf else _NONE)
    sentence = _joined(reasons) if reasons else _praise(findings, open_fields)
    return Verdict(not reasons, sentence, tuple(reasons), tuple(findings), tuple(open_fields), kept)


def _findings(pdf: bytes, ground: Ground) -> tuple[list[Finding], list[str]]:
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    signatures = list(reader.embedded_regular_signatures)
    findings = []
    for k, signature in enumerate(signatures):
        findings.append(_finding(pdf, reader, signature, ground, last=k == len(signatures) - 1))
    open_fields = [name for name, _, _ in pdf_fields.enumerate_sig_fields(reader, filled_status=False)]
    return findings, open_fields


def _finding(pdf: bytes, reader: Any, signature: Any, ground: Ground, *, last: bool) -> Finding:
    moment = ground.moment(signature.field_name)
    context = ValidationContext(trust_roots=ground.roots, allow_fetching=False, moment=moment)
    status = validate_pdf_signature(signature, signer_validation_context=context)
    names = signature.signer_cert.subject.native
    certifies = signature.docmdp_level is not None
    signer = foreign_name(names.get("common_name"), 64)
    return Finding(
        signature.field_name,
        signer,
        foreign_name(names.get("organization_name"), 64),
        signature.self_reported_timestamp,
        status.intact,
        status.valid,
        status.trusted,
        status.coverage.name,
        status.modification_level.name if status.modification_level is not None else "",
        status.docmdp_ok is not False,
        certifies,
        _fault(pdf, reader, signature, status, f"“{signer or signature.field_name}”", moment, last),
        ends_at(signature.signer_cert, signature.other_embedded_certs, ground.listed, moment),
    )


def _fault(pdf: bytes, reader: Any, signature: Any, status: Any, who: str, now: datetime, last: bool) -> str:
    if not status.intact:
        return f"{who}签名所覆盖的字节被改动过。"
    if not status.valid or not _clean_hole(pdf, signature) or _unguarded(signature, status):
        return f"{who}的签名数值被改动过，与内容不符。"
    if last and status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return f"{who}签名后文件又增加了内容，签名没有覆盖整个文件{_what(reader, signature)}。"
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return f"{who}的签名没有覆盖签名时的整个文件。"
    level = status.modification_level
    if level is None or level > ModificationLevel.FORM_FILLING or status.docmdp_ok is False:
        return f"{who}签名后文件被改动，超出了允许的范围{_what(reader, signature)}。"
    if not status.trusted:
        return _distrust(signature, who, now)
    if not status.bottom_line:
        return f"{who}的签名不合要求。"
    return ""


def _what(reader: Any, signature: Any) -> str:
    changes = changes_since(reader, signature.signed_revision)
    return f"：{'；'.join(changes)}" if changes else ""


def _distrust(signature: Any, who: str, now: datetime) -> str:
    validity = signature.signer_cert["tbs_certificate"]["validity"]
    if not validity["not_before"].native <= now <= validity["not_after"].native:
        return f"{who}的证书已过期或尚未生效，不受信任。"
    return f"{who}的证书不是由受信任的CA签发，不能证明是谁签的。"


def _unguarded(signature: Any, status: Any) -> bool:
    """Whether the signature's value carries what nothing guards: other algorithms named, certificates it does not need."""
    named = signature.signed_data["digest_algorithms"].native
    versions = {signature.signed_data["version"].native, signature.signer_info["version"].native}
    if versions != {"v1"} or named != [signature.signer_info["digest_algorithm"].native]:
        return True
    own = {signature.signer_cert.dump()}
    if status.validation_path is not None:
        own |= {certificate.dump() for certificate in status.validation_path}
    carried = signature.signed_data["certificates"]
    return status.trusted and any(each.chosen.dump() not in own for each in carried)


def _clean_hole(pdf: bytes, signature: Any) -> bool:
    """Whether the hole holds the signature's value, zeros behind it, and nothing else."""
    _, start, end, _ = (int(number) for number in signature.byte_range)
    value = bytes(signature.pkcs7_content)
    hole = pdf[start:end]
    if hole.lower() != b"<" + value.hex().encode("ascii") + b">":
        return False
    # Whether hex letters are large or small says nothing to a reader, but one hand wrote all of them alike.
    return hole in (hole.lower(), hole.upper()) and not value[_der_length(value) :].strip(b"\0")


def _der_length(value: bytes) -> int:
    """Length of the value's outermost DER element with its head."""
    first = value[1]
    if first < 0x80:
        return 2 + first
    count = first & 0x7F
    return 2 + count + int.from_bytes(value[2 : 2 + count], "big")


def _begins_with(pdf: bytes, issued: bytes | str) -> bool:
    if isinstance(issued, bytes):
        return pdf.startswith(issued)
    digest, at = hashlib.sha256(), 0
    for end in _END.finditer(pdf):
        digest.update(pdf[at : end.end()])
        at = end.end()
        if digest.hexdigest() == issued:
            return True
    return False


def _joined(reasons: Iterable[str]) -> str:
    return "不能采信：" + "".join(reasons)


def _praise(findings: list[Finding], open_fields: list[str]) -> str:
    names = "、".join(finding.signer for finding in findings)
    waiting = f"还有{len(open_fields)}处待签。" if open_fields else ""
    return f"完好：{names}的数字签名有效，证书由所信任的CA签发，签名之后没有改动。{waiting}"
