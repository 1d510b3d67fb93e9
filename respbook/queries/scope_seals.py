"""印章和签名证书的门: the doors of scope.py for what is sealed with and whose roots are trusted; out of sight is missing."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.seals import SealImage
from respbook.models.signed_copies import Certificate
from respbook.models.trusted_roots import TrustedRoot
from respbook.queries.scope import NotInSight, under
from respbook.rules.permissions import Permission, Viewer


def seal_in_sight(viewer: Viewer, seal_id: int) -> SealImage:
    """印章图片 of a unit in sight. Raises NotInSight."""
    wanted = select(SealImage).join(SealImage.unit).where(SealImage.id == seal_id, under(viewer))
    found = db.session.scalars(wanted.options(joinedload(SealImage.unit))).one_or_none()
    if found is None:
        raise NotInSight
    return found


def certificate_in_sight(viewer: Viewer, certificate_id: int) -> Certificate:
    """签名证书 of a unit in sight. Raises NotInSight."""
    wanted = select(Certificate).join(Certificate.unit).where(Certificate.id == certificate_id, under(viewer))
    found = db.session.scalars(wanted.options(joinedload(Certificate.unit))).one_or_none()
    if found is None:
        raise NotInSight
    return found


def trusted_root_in_sight(viewer: Viewer, root_id: int) -> TrustedRoot:
    """受信任的签发机构: the list belongs to the whole site, and to whoever may keep it. Raises NotInSight."""
    found = db.session.get(TrustedRoot, root_id) if viewer.may(Permission.TRUST_WRITE) else None
    if found is None:
        raise NotInSight
    return found
