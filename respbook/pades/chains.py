"""证书链: from a signer's certificate up to a root of a list, by the library's own validation."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from asn1crypto import pem, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from respbook.rules.errors import RuleBroken


def loaded(content: bytes) -> Any:
    """读证书 (PEM or DER). Raises RuleBroken."""
    try:
        if pem.detect(content):
            _, _, content = pem.unarmor(content)
        certificate = x509.Certificate.load(content)
        return certificate if certificate.native else None
    except (ValueError, TypeError) as wrong:
        raise RuleBroken("给出的CA证书文件读不出来；请确认是ca.pem。") from wrong


def chain_of(content: bytes) -> list[Any]:
    """读证书链: PEM blocks, the signer's own first."""
    return [x509.Certificate.load(each) for _, _, each in pem.unarmor(content, multiple=True)]


def ends_at(leaf: Any, others: Iterable[Any], roots: Iterable[Any], moment: datetime) -> str:
    """链到哪里: the fingerprint of the root among ``roots`` that the chain ends at; "" where it ends at none of them.

    Each root is asked alone: which of two that both vouch is named does not hang on the order of a search.
    """
    others = list(others)
    for root in roots:
        if _holds(root, moment) and _reaches(leaf, others, root, moment):
            return str(root.sha256.hex())
    return ""


def _holds(root: Any, moment: datetime) -> bool:
    """The library takes an anchor as it is; ours must have been in force."""
    validity = root["tbs_certificate"]["validity"]
    return bool(validity["not_before"].native <= moment <= validity["not_after"].native)


def _reaches(leaf: Any, others: list[Any], root: Any, moment: datetime) -> bool:
    context = ValidationContext(trust_roots=[root], other_certs=others, allow_fetching=False, moment=moment)
    validator = CertificateValidator(leaf, intermediate_certs=others, validation_context=context)
    try:
        asyncio.run(validator.async_validate_usage({"non_repudiation"}))
    except Exception:  # whatever a foreign certificate breaks in the library, it is not believed
        return False
    return True
