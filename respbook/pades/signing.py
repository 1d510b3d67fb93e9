"""签名: fields first, then one signature after another, each an increment behind the bytes that were there."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields as pdf_fields
from pyhanko.sign import signers
from pyhanko.stamp import StaticStampStyle

from respbook.pades.values import Field
from respbook.press.grid import MM, PAGE_HEIGHT
from respbook.rules.errors import RuleBroken

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")
_KEPT_SIGNERS = 16
_WHOLE = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(), InnerScaling.STRETCH_TO_FIT)
"""The appearance fills its field: a seal of 42 mm shows as 42 mm."""


@dataclass(frozen=True)
class Words:
    """签名说明: reason and place, as a viewer shows them."""

    reason: str
    location: str


def prepare(pdf: bytes, fields: Sequence[Field]) -> bytes:
    """建签名域. Raises RuleBroken for doubled names, a file that is signed already, or one that cannot be read."""
    names = [field.name for field in fields]
    if len(set(names)) != len(names) or not all(_NAME.fullmatch(name) for name in names):
        raise RuleBroken("签名域的名称不能重复，只能用字母和数字。")
    writer = _writer(pdf)
    if writer.prev.embedded_signatures:
        raise RuleBroken("这份文件已有数字签名，不能再添加签名域。")
    pages = int(writer.root["/Pages"]["/Count"])
    for field in fields:
        if field.page is not None and not 1 <= field.page <= pages:
            raise RuleBroken(f"这份文件只有{pages}页，没有第{field.page}页。")
        pdf_fields.append_signature_field(
            writer, pdf_fields.SigFieldSpec(field.name, on_page=(field.page or 1) - 1, box=_box(field))
        )
    return _written(writer)


def sign(
    pdf: bytes,
    key: bytes,
    passphrase: str,
    field: str,
    words: Words,
    now: datetime,
    certify: bool,
    appearance: bytes | None,
) -> bytes:
    """签名. Raises RuleBroken: wrong passphrase, no such open field, certified or signed against the order."""
    signer = _signer(key, passphrase)
    writer = _writer(pdf)
    if field not in _open_fields(writer.prev):
        raise RuleBroken(f"文件里没有空着的签名域“{field}”；可能已经签过，或没有先建签名域。")
    if certify and writer.prev.embedded_signatures:
        raise RuleBroken("文件已有签名，不能再作首签；首签要最先加上。")
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=pdf_fields.SigSeedSubFilter.PADES,
        reason=words.reason,
        location=words.location,
        name=signer.signing_cert.subject.native.get("common_name"),
        certify=certify,
        docmdp_permissions=pdf_fields.MDPPerm.FILL_FORMS,
    )
    style = None
    if appearance is not None:
        style = StaticStampStyle(
            border_width=0, background=_Appearance(appearance), background_layout=_WHOLE, background_opacity=1.0
        )
    out = io.BytesIO()
    try:
        _Signer(now, metadata, signer, style).sign_pdf(writer, existing_fields_only=True, output=out)
    except (PdfError, ValueError) as wrong:
        raise RuleBroken("签名没有成功：文件结构不允许，或证书不能用于签名。") from wrong
    return out.getvalue()


class _Signer(signers.PdfSigner):
    """The library's signer with the time handed down instead of the machine's."""

    def __init__(self, now: datetime, metadata: Any, signer: Any, style: Any) -> None:
        # A field that shows nothing takes no style; the library's own default would print English words.
        super().__init__(metadata, signer, **({"stamp_style": style} if style is not None else {}))
        self._now = now

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._now
        return session


class _Appearance(ImportedPdfPage):
    """A page in memory, drawn as a signature's appearance; always under the same name."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__("")
        self._pdf = pdf

    def render(self) -> bytes:
        form = self.writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject["/Seal"] = form
        left, foot, right, top = form.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - foot))
        return b"/Seal Do"


@lru_cache(_KEPT_SIGNERS)
def _signer(key: bytes, passphrase: str) -> Any:
    """Unpacking a key takes longer than signing with it, so a batch unpacks it once."""
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(key, [], passphrase.encode())
    except (ValueError, TypeError) as wrong:
        raise RuleBroken("签名证书的口令不对，或证书文件已损坏。") from wrong
    # The root comes from whoever verifies. A copy inside the file would be bytes that no signature covers.
    signer.embed_roots = False
    return signer


def _writer(pdf: bytes) -> Any:
    try:
        return IncrementalPdfFileWriter(io.BytesIO(pdf))
    except (PdfError, ValueError, KeyError, RecursionError) as wrong:
        raise RuleBroken("这份PDF打不开或已损坏，不能签名；请从系统里重新下载原件。") from wrong


def _open_fields(reader: Any) -> list[str]:
    return [name for name, value, _ in pdf_fields.enumerate_sig_fields(reader, filled_status=False)]


def _box(field: Field) -> tuple[int, int, int, int] | None:
    if field.page is None:
        return None
    left, top = field.x * MM, PAGE_HEIGHT - field.y * MM
    return round(left), round(top - field.height * MM), round(left + field.width * MM), round(top)


def _written(writer: Any) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
