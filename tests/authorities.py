"""签发机构 as the world has them: a root, an authority below it, people's certificates; lapsed and forged ones too."""

import datetime as d
from types import SimpleNamespace

from making import NOW

YEAR = d.timedelta(days=365)


def issued(name, unit, issuer=None, *, authority=False, starts=NOW - YEAR, ends=NOW + 9 * YEAR, path_length=None):
    """A key and a certificate by ``issuer``, or by itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    usage = dict.fromkeys(
        ["key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only", "crl_sign"], False
    )
    usage |= {"digital_signature": not authority, "content_commitment": not authority, "key_cert_sign": authority}
    by = issuer or SimpleNamespace(key=key, certificate=None)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by.certificate else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=path_length), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key()), critical=False)
        .sign(by.key, hashes.SHA256())
    )
    return SimpleNamespace(key=key, certificate=certificate)


def pem(*holders):
    from cryptography.hazmat.primitives import serialization

    return b"".join(each.certificate.public_bytes(serialization.Encoding.PEM) for each in holders)


def fingerprint(holder):
    from cryptography.hazmat.primitives import hashes

    return holder.certificate.fingerprint(hashes.SHA256()).hex()


def packed(holder, passphrase, *above):
    """A PKCS#12 file with the chain, as an authority hands it out."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    return pkcs12.serialize_key_and_certificates(
        b"key", holder.key, holder.certificate, [each.certificate for each in above],
        serialization.BestAvailableEncryption(passphrase.encode()),
    )  # fmt: skip


def third_party(name="某某电子认证根CA"):
    """A root and the authority below it that issues to people."""
    root = issued(name, "某某电子认证服务有限公司", authority=True)
    middle = issued(f"{name}签发机构", "某某电子认证服务有限公司", root, authority=True, path_length=0)
    return SimpleNamespace(root=root, middle=middle)
