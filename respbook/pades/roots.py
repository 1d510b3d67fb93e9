"""根证书: what a certificate file of an issuing authority holds, before anybody lists it as trusted."""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from respbook.pades.values import Root
from respbook.rules.chinese import china_day
from respbook.rules.errors import RuleBroken
from respbook.rules.typed import foreign_name

_SM = "1.2.156.10197."
"""The tree of the national algorithms (SM2 with SM3)."""


def read_root(content: bytes, now: datetime) -> Root:
    """看根证书 (PEM or DER). Raises RuleBroken on ``file``: no certificate, no root, lapsed, an algorithm that we cannot check."""
    root = _loaded(content)
    if root.signature_algorithm_oid.dotted_string.startswith(_SM):
        raise RuleBroken(
            "这张证书用的是国密算法（SM2），本系统的组件还不能查验，不能登记。请向签发机构索取RSA或ECC根证书。", "file"
        )
    if not _is_authority(root):
        raise RuleBroken("这不是签发机构的证书，是单位或个人的签名证书；请选签发机构的根证书。", "file")
    try:
        root.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as wrong:
        raise RuleBroken("这不是根证书（不是自己签发的，或签名不对）；请向签发机构索取根证书。", "file") from wrong
    if not root.not_valid_before_utc <= now <= root.not_valid_after_utc:
        raise RuleBroken("这张根证书已过期或尚未生效，不能登记。", "file")
    name = named(root.subject, NameOID.COMMON_NAME) or named(root.subject, NameOID.ORGANIZATION_NAME)
    if not name:
        raise RuleBroken("证书里没有签发机构的名称，不能登记。", "file")
    return Root(
        name,
        root.fingerprint(hashes.SHA256()).hex(),
        china_day(root.not_valid_before_utc),
        china_day(root.not_valid_after_utc),
        root.public_bytes(serialization.Encoding.PEM).decode("ascii"),
        homemade(root),
    )


def homemade(root: x509.Certificate) -> bool:
    """自建否: as make_ca writes it, its name is its own organisation, and it vouches for nobody who vouches again."""
    if named(root.subject, NameOID.ORGANIZATION_NAME) != named(root.subject, NameOID.COMMON_NAME):
        return False
    try:
        return root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    except (x509.ExtensionNotFound, ValueError):
        return False


def named(name: x509.Name, wanted: x509.ObjectIdentifier) -> str:
    """名称 of one kind in a distinguished name; at most 64 characters, as X.520 has them."""
    found = name.get_attributes_for_oid(wanted)
    return foreign_name(found[0].value, 64) if found else ""


def _loaded(content: bytes) -> x509.Certificate:
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError as wrong:
        raise RuleBroken("这个文件不是证书；请选签发机构的根证书（.pem、.cer、.crt）。", "file") from wrong


def _is_authority(root: x509.Certificate) -> bool:
    try:
        if not root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        usage = root.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound as missing:
        return missing.oid == x509.KeyUsage.oid
    except ValueError:
        return False
    return usage.key_cert_sign
