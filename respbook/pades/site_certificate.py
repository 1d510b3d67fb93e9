"""网站证书: an internal root that vouches for this site's names alone, and the certificate that the proxy shows."""

import ipaddress
import os
import stat
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from respbook.disk import write
from respbook.rules.errors import RuleBroken

_ROOT_DAYS = 3650
_SITE_DAYS = 820
"""Telephones refuse a site's certificate that is good for more than 825 days."""
_EARLIER = timedelta(hours=24)
"""A phone whose clock is slow should not be sent away."""


@dataclass(frozen=True)
class Made:
    """做好的证书."""

    certificate: Path
    key: Path
    page: Path
    until: datetime
    fingerprint: str


def make(folder: Path, hosts: tuple[str, ...], now: datetime) -> Made:
    """做网站证书 under the root that lies in ``folder``, or under a new one. Raises RuleBroken."""
    names = [_general(host) for host in hosts]
    public = folder / "public" / "ca"
    public.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # the proxy has an account of its own: it passes through to what is public; the keys are closed by themselves
    for each in (public.parent, public):
        each.chmod(0o755)
    root, root_key = _root(folder, names, hosts, now)
    key = ec.generate_private_key(ec.SECP256R1())
    until = now + timedelta(days=_SITE_DAYS)
    site = (
        _builder(_name(hosts[0]), root.subject, key.public_key(), now, until)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    _write_again(folder / "site.key", _secret(key))
    chain = site.public_bytes(serialization.Encoding.PEM) + root.public_bytes(serialization.Encoding.PEM)
    write(folder / "site.pem", chain, 0o644)
    write(public / "ca.crt", root.public_bytes(serialization.Encoding.PEM), 0o644)
    fingerprint = root.fingerprint(hashes.SHA256()).hex(":").upper()
    write(public / "index.html", _page(hosts[0], fingerprint).encode(), 0o644)
    return Made(folder / "site.pem", folder / "site.key", public / "index.html", until, fingerprint)


def _root(
    folder: Path, names: list[x509.GeneralName], hosts: tuple[str, ...], now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    place, key_place = folder / "ca.pem", folder / "ca.key"
    if place.exists() and key_place.exists():
        root = x509.load_pem_x509_certificate(place.read_bytes())
        key = serialization.load_pem_private_key(key_place.read_bytes(), None)
        limits = root.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
        if lacking := [host for host, name in zip(hosts, names, strict=True) if _limit(name) not in limits]:
            raise RuleBroken(
                f"{folder} 里的根证书不管{'、'.join(lacking)}。要改网址，请另选目录重新生成，各手机和电脑也要重装根证书。"
            )
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return root, key
    if place.exists() or key_place.exists():
        raise RuleBroken(f"{folder} 里的根证书不全（ca.pem 和 ca.key 须都在）。请从备份恢复，或另选目录。")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(f"责任书内部根证书 {hosts[0]}"[:64])
    root = (
        _builder(subject, subject, key.public_key(), now, now + timedelta(days=_ROOT_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        # Whoever steals the root's key can stand in for this site, and for no other that the phones visit.
        .add_extension(x509.NameConstraints([_limit(name) for name in names], None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write(key_place, _secret(key), 0o600)
    write(place, root.public_bytes(serialization.Encoding.PEM), 0o644)
    return root, key


def _write_again(place: Path, secret: bytes) -> None:
    """Renewed, it stays readable for the group that it was opened to: a proxy that may no longer read its key does not start."""
    before = place.stat() if place.exists() else None
    write(place, secret, 0o600)
    if before is not None and sys.platform != "win32":
        os.chown(place, -1, before.st_gid)
        place.chmod(stat.S_IMODE(before.st_mode) & 0o640)


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        pass
    parts = host.split(".")
    if not host.isascii() or len(host) > 60 or not all(part.replace("-", "x").isalnum() for part in parts):
        raise RuleBroken(f"“{host}”不是网址或IP。请只写名称，例如 zrs.qingshan.lan 或 192.168.1.10。")
    return x509.DNSName(host.lower())


def _limit(name: x509.GeneralName) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_network(name.value)) if isinstance(name, x509.IPAddress) else name


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(until)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _secret(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>安装根证书</title></head><body>
<h1>安装根证书</h1>
<p>装一次即可，以后打开 <b>https://HOST</b> 不再提示“不安全”。这张根证书只管这一个网站。</p>
<p><a href="ca.crt">下载根证书 ca.crt</a></p>
<p>安装前请核对指纹（SHA-256），应与办公室公布的一致：<br><code>FINGERPRINT</code></p>
<h2>Windows 电脑</h2>
<ol><li>双击下载的 ca.crt，点“安装证书”。</li><li>选“本地计算机”，下一步。</li>
<li>选“将所有的证书都放入下列存储”，浏览，选“受信任的根证书颁发机构”，完成。</li><li>重新打开浏览器。</li></ol>
<h2>安卓、鸿蒙手机</h2>
<ol><li>下载 ca.crt。</li><li>设置 → 安全（或“安全和隐私”）→ 更多安全设置 → 加密和凭据 → 从存储设备安装 → CA 证书。</li>
<li>选 ca.crt，确认。各品牌的菜单名称略有不同，可在设置里搜“证书”。</li></ol>
<h2>苹果手机</h2>
<ol><li>用 Safari 打开本页，下载 ca.crt，点“允许”。</li><li>设置 → 已下载描述文件 → 安装。</li>
<li>设置 → 通用 → 关于本机 → 证书信任设置，打开这张根证书的开关。</li></ol>
</body></html>
"""


def _page(host: str, fingerprint: str) -> str:
    return _PAGE.replace("HOST", escape(host)).replace("FINGERPRINT", fingerprint)
