"""本机CA: a key of our own that vouches for the township's seal and its people, on this machine. EC P-256, SHA-256."""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from respbook.pades.roots import homemade, named
from respbook.pades.values import Certified
from respbook.rules.chinese import china_day
from respbook.rules.errors import RuleBroken

CERTIFICATE, KEY = "ca.pem", "ca.key"
SIGNERS = "signers"
_CA_YEARS, _SIGNER_YEARS = 10, 5
_LEAST_PASSPHRASE = 8
_LONGEST_NAME = 64
"""X.520: a common name has at most 64 characters."""
_UNFIT = re.compile(r"[\\/:*?\"<>|\x00-\x1f]|^\.")


def make_ca(folder: Path, name: str, passphrase: str, now: datetime) -> Path:
    """建本机CA. Refuses where one is there: whoever replaces it makes every earlier signature untrusted."""
    _check(name, passphrase)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / CERTIFICATE).exists() or (folder / KEY).exists():
        raise RuleBroken(f"{folder} 里已经有CA，不能覆盖；否则以前的签名都会变成不受信任。请另选目录。")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _subject(name, name)
    certificate = _certificate(subject, subject, key.public_key(), key, now, _CA_YEARS, authority=True)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    _write(folder / KEY, secret)
    _write(folder / CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    return folder / CERTIFICATE


def make_signer(folder: Path, name: str, unit: str, passphrase: str, ca_passphrase: str, now: datetime) -> Path:
    """发签名证书: key and certificate of a seal (name = unit) or a person, as one file under its own passphrase."""
    _check(name, passphrase)
    _check(unit, passphrase)
    root, root_key = _opened(folder, ca_passphrase)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(_subject(name, unit), root.subject, key.public_key(), root_key, now, _SIGNER_YEARS)
    packed = pkcs12.serialize_key_and_certificates(
        name.encode(), key, certificate, [root], serialization.BestAvailableEncryption(passphrase.encode())
    )
    (folder / SIGNERS).mkdir(mode=0o700, exist_ok=True)
    target = folder / SIGNERS / (f"{unit}.p12" if name == unit else f"{unit}-{name}.p12")
    if target.exists():
        raise RuleBroken(f"{target.name} 已经有了；要换发请先把旧文件移走。")
    _write(target, packed)
    return target


def certified(key: bytes, passphrase: str, now: datetime) -> Certified:
    """看证书. Raises RuleBroken."""
    try:
        held = pkcs12.load_pkcs12(key, passphrase.encode())
    except (ValueError, TypeError) as wrong:
        raise RuleBroken("证书的口令不对，或文件不是证书文件（.p12、.pfx）。", "passphrase") from wrong
    if held.cert is None or held.key is None:
        raise RuleBroken("文件里没有证书或密钥；请选导出时带私钥的 .p12 或 .pfx 文件。", "file")
    own, chain = held.cert.certificate, [each.certificate for each in held.additional_certs]
    root = next((each for each in chain if each.subject == each.issuer), None)
    if root is None:
        raise RuleBroken("证书文件里没有签发机构的根证书，以后无从查验；请导出时选“包含证书链”。", "file")
    if not own.not_valid_before_utc <= now <= own.not_valid_after_utc:
        raise RuleBroken("证书已过期或尚未生效，不能登记。", "file")
    # Our own CA vouches directly, with nobody between.
    ours = own.issuer == root.subject and homemade(root)
    between = [each for each in chain if each.subject != each.issuer]
    return Certified(
        named(own.subject, NameOID.COMMON_NAME),
        named(own.subject, NameOID.ORGANIZATION_NAME),
        named(root.subject, NameOID.COMMON_NAME),
        f"{own.serial_number:x}",
        china_day(own.not_valid_after_utc),
        root.public_bytes(serialization.Encoding.PEM),
        ours,
        "".join(each.public_bytes(serialization.Encoding.PEM).decode("ascii") for each in (own, *between)),
    )


def _check(name: str, passphrase: str) -> None:
    if not name.strip() or len(name) > _LONGEST_NAME or _UNFIT.search(name):
        raise RuleBroken(f"名称要填写，最多{_LONGEST_NAME}个字，不能有斜杠等符号。")
    if len(passphrase) < _LEAST_PASSPHRASE:
        raise RuleBroken(f"口令至少{_LEAST_PASSPHRASE}位。")


def _opened(folder: Path, passphrase: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    try:
        root = x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes())
        key = serialization.load_pem_private_key((folder / KEY).read_bytes(), passphrase.encode())
    except FileNotFoundError as missing:
        raise RuleBroken(f"{folder} 里没有CA；请先运行 respbook pades make-ca。") from missing
    except (ValueError, TypeError) as wrong:
        raise RuleBroken("CA的口令不对，或密钥文件已损坏。") from wrong
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise RuleBroken("CA的密钥不是本程序生成的，不能用来发证书。")
    return root, key


def _subject(name: str, unit: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    signing: ec.EllipticCurvePrivateKey,
    now: datetime,
    years: int,
    *,
    authority: bool = False,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=365 * years + years // 4))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .sign(signing, hashes.SHA256())
    )


def _write(path: Path, content: bytes, mode: int = 0o600) -> None:
    """A new file that nobody else may read from its first moment on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
