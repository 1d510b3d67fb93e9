"""门卫: every view says who may enter, or the application does not start (safety R23, C4)."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request

from respbook.rules.permissions import ONLY_LOOKING, NotAllowed, Permission, demand
from respbook.rules.previewing import NOT_SHOWN, PERSONAL
from respbook.rules.second_factor import Duty

View = TypeVar("View", bound=Callable[..., Any])


class Unmarked(RuntimeError):
    """未标权限: a view without a mark."""


class SignInNeeded(Exception):
    """须先登录: a stranger, or somebody whose session has ended."""


class StepUpNeeded(Exception):
    """须再次验证: the deed asks for a fresh password (safety R13)."""


def needs(permission: Permission, *, fresh: bool = False) -> Callable[[View], View]:
    """须有权限: the viewer must hold the permission; ``fresh``: and have given the password within five minutes."""

    def mark(view: View) -> View:
        view.needs = permission  # type: ignore[attr-defined]
        view.fresh = fresh  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """公开: open to strangers; writes nothing about the office."""
    view.needs = None  # type: ignore[attr-defined]
    view.fresh = False  # type: ignore[attr-defined]
    return view


def owed(*duties: Duty) -> Callable[[View], View]:
    """登录后先办: open to a session that still owes this, and to nobody else; it holds no permission (safety R06, R10)."""

    def mark(view: View) -> View:
        public(view)
        view.duties = frozenset(duties)  # type: ignore[attr-defined]
        return view

    return mark


def inspect(app: Flask) -> None:
    """Refuse to start with a view that nobody marked. Raises Unmarked naming it."""
    missing = [endpoint for endpoint, view in app.view_functions.items() if not hasattr(view, "needs")]
    if missing:
        raise Unmarked("views without a permission mark: " + ", ".join(sorted(missing)))


def _only_looks(view: Any) -> None:
    """预览: reads what the post sees, nothing personal. Raises NotAllowed."""
    if request.method not in ("GET", "HEAD") or view.fresh:
        raise NotAllowed(ONLY_LOOKING)
    if view.needs in PERSONAL:
        raise NotAllowed(NOT_SHOWN)


def watch() -> None:
    """before_request: default deny; in a preview nothing but reading. Raises SignInNeeded, NotAllowed, StepUpNeeded."""
    if request.endpoint is None:
        return
    view = cast(Any, current_app.view_functions[request.endpoint])
    permission: Permission | None = view.needs
    previewed = g.viewer is not None and bool(g.viewer.previewed_by)
    if previewed:
        _only_looks(view)
    if permission is None:
        if hasattr(view, "duties") and (g.half is None or g.half.duty not in view.duties):
            raise SignInNeeded
        return
    if g.viewer is None:
        raise SignInNeeded
    if g.viewer.only is not None and not previewed and not g.viewer.may(permission):
        raise SignInNeeded  # the phone's link is not enough; its owner's account may be
    demand(g.viewer, permission)
    if view.fresh and not g.proven:
        raise StepUpNeeded
