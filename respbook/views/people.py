"""用户: the list, accounts and their one-time codes, the own account."""

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from respbook.actions import own_passwords, sign_in
from respbook.actions import people as actions
from respbook.actions.action import remember_location
from respbook.forms.base import ConfirmForm, Form
from respbook.forms.lists import people_filter
from respbook.forms.people import NewPersonForm, PersonForm, PostForm, StepForm, role_choices
from respbook.forms.sign_in import PasswordForm
from respbook.queries import people as queries
from respbook.queries import sessions
from respbook.queries.scope import user_in_sight
from respbook.queries.units import places_for
from respbook.queries.vouching import to_vouch
from respbook.rules.people import roles_open_to, to_confirm, within_reach
from respbook.rules.permissions import GRANTS, ROLE_DUTIES, ROLE_LABELS, Permission
from respbook.rules.previewing import previewable
from respbook.rules.profiles import Profile
from respbook.web.guard import needs
from respbook.web.htmx import go
from respbook.web.htmx import show as page
from respbook.web.listing import came_from, page_number, saved_bar
from respbook.web.viewer import current, now, profile, span_of, whole

pages = Blueprint("people", __name__, url_prefix="/people")


@pages.get("/")
@needs(Permission.PERSON_READ)
def index() -> ResponseReturnValue:
    """用户列表."""
    wanted = people_filter(request.args)
    return page(
        "people/index.html",
        listing=queries.people_list(current(), wanted, now(), page_number()),
        wanted=wanted,
        states=queries.STATES,
        roles=ROLE_LABELS,
        saved=saved_bar("people"),
        now=now(),
    )


def _shown(user_id: int, phone: str = "") -> str:
    """The page of one person; ``phone`` is the full number, once it has been asked for."""
    user = user_in_sight(current(), user_id)
    roles = frozenset(each.role for each in user.roles)
    return page(
        "people/show.html",
        user=user,
        row=queries.person(user_id, now()),
        locked_until=sessions.locked_by(user_id, now()),
        states=queries.STATES,
        labels=ROLE_LABELS,
        duties=ROLE_DUTIES,
        may=[each.label for each in Permission if any(each in GRANTS[role] for role in roles)],
        reachable=within_reach(current(), roles),
        previewable=previewable(whole(), roles, user.unit.path, user.suspended_at is not None),
        own=user_id == current().user_id,
        confirm=ConfirmForm(data={"version": user.version}, formdata=None),
        plain=Form(formdata=None),
        phone=phone,
        now=now(),
        to_confirm=to_confirm(user.reset_at, user.confirmed_at),
        may_confirm=current().may(Permission.PERSON_CONFIRM)
        and current().user_id not in sessions.resetters(user_id, user.confirmed_at) | {user.reset_by, user_id},
        second=sessions.second_of(user_id),
    )


@pages.get("/<int:user_id>")
@needs(Permission.PERSON_READ)
def show(user_id: int) -> ResponseReturnValue:
    """用户页."""
    return _shown(user_id)


@pages.post("/<int:user_id>/phone")
@needs(Permission.PHONE_READ, fresh=True)
def read_phone(user_id: int) -> ResponseReturnValue:
    """看完整电话: asked for by a button, with a fresh password, and written down (safety R98)."""
    return _shown(user_id, actions.read_phone(user_id, by=current(), now=now()) or "（未登记）")


@pages.get("/to-vouch")
@needs(Permission.PERSON_CONFIRM)
def vouching() -> ResponseReturnValue:
    """待核实身份: also for the leader, who sees no accounts otherwise (safety R12)."""
    rows = [(row, ConfirmForm(data={"version": row.version}, formdata=None)) for row in to_vouch(current())]
    return page("people/vouching.html", rows=rows)


@pages.post("/<int:user_id>/identity")
@needs(Permission.PERSON_CONFIRM, fresh=True)
def confirm_identity(user_id: int) -> ResponseReturnValue:
    """核实身份: by a second person, before somebody whose password was reset signs (safety R12)."""
    user = actions.confirm_identity(user_id, ConfirmForm().version.data or 0, by=current(), now=now())
    back = (
        url_for("people.show", user_id=user_id) if current().may(Permission.PERSON_READ) else url_for("people.vouching")
    )
    return go(back, f"已核实{user.name}的身份，可以签字。")


def _places() -> list[tuple[str, str]]:
    return [(str(unit_id), name) for unit_id, name in places_for(current())]


@pages.route("/new", methods=["GET", "POST"])
@needs(Permission.PERSON_INVITE, fresh=True)
def new() -> ResponseReturnValue:
    """开设用户; the answer is the slip with the code, which is shown this once."""
    form = NewPersonForm(data={"unit_id": request.args.get("unit", str(current().unit_id))})
    form.unit_id.choices = _places()
    form.roles.choices = role_choices(roles_open_to(current()))
    if form.validate_on_submit():
        with form.refusals():
            user, code = actions.add(form.facts(), by=current(), now=now())
            return _slip(user.id, code, form)
    return page("people/new.html", form=form, duties=ROLE_DUTIES, labels=ROLE_LABELS), form.status


def _slip(user_id: int, code: str, form: Form) -> str:
    """开户条: a second press of the same form leads to the person, not to the code."""
    if form.key.data:
        remember_location(current().user_id, form.key.data[:64], url_for("people.show", user_id=user_id))
    user = user_in_sight(current(), user_id)
    return page("people/slip.html", user=user, code=code, row=queries.person(user_id, now()), site=request.host_url)


@pages.post("/<int:user_id>/invite")
@needs(Permission.PERSON_INVITE, fresh=True)
def invite(user_id: int) -> ResponseReturnValue:
    """签发开户码."""
    return _slip(user_id, actions.invite(user_id, by=current(), now=now()), Form())


@pages.post("/<int:user_id>/second-factor")
@needs(Permission.PERSON_INVITE, fresh=True)
def reset_second_factor(user_id: int) -> ResponseReturnValue:
    """解除动态口令: a reset, so that a second person has to vouch before anything is signed (safety R12)."""
    user = actions.reset_second_factor(user_id, by=current(), now=now())
    said = f"{user.name}的动态口令已解除，已登录的设备退出。签字须先由第二人核实身份。"
    return go(url_for("people.show", user_id=user_id), said)


@pages.route("/<int:user_id>/edit", methods=["GET", "POST"])
@needs(Permission.PERSON_INVITE)
def edit(user_id: int) -> ResponseReturnValue:
    """修改姓名、电话."""
    user = user_in_sight(current(), user_id)
    form = PersonForm.of(user) if request.method == "GET" else PersonForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.change(user_id, form.facts(user), form.version.data or 0, by=current(), now=now())
            return go(url_for("people.show", user_id=user_id), f"已保存{form.name.data}的资料。")
        if form.status == 409:
            form.beside(PersonForm.of(user_in_sight(current(), user_id), formdata=None))
    return page("people/edit.html", form=form, user=user_in_sight(current(), user_id)), form.status


@pages.route("/<int:user_id>/post", methods=["GET", "POST"])
@needs(Permission.PERSON_INVITE, fresh=True)
def move(user_id: int) -> ResponseReturnValue:
    """调整单位和角色: with a fresh password; counts from the person's next click (safety R13, R27)."""
    user = user_in_sight(current(), user_id)
    form = _with_choices(PostForm.of(user) if request.method == "GET" else PostForm())
    if form.validate_on_submit():
        with form.refusals():
            actions.change(user_id, form.facts(user), form.version.data or 0, by=current(), now=now())
            return go(url_for("people.show", user_id=user_id), "单位和角色已调整，即时生效；本人须重新登录。")
        if form.status == 409:
            form.beside(_with_choices(PostForm.of(user_in_sight(current(), user_id), formdata=None)))
    user = user_in_sight(current(), user_id)
    return page("people/move.html", form=form, user=user, duties=ROLE_DUTIES, labels=ROLE_LABELS), form.status


def _with_choices(form: PostForm) -> PostForm:
    form.unit_id.choices = _places()
    form.roles.choices = role_choices(roles_open_to(current()))
    return form


@pages.post("/<int:user_id>/suspension")
@needs(Permission.PERSON_WRITE)
def suspend(user_id: int) -> ResponseReturnValue:
    """停用."""
    user = actions.suspend(user_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("people.show", user_id=user_id), f"{user.name}的账号已停用，已登录的设备即时退出。")


@pages.post("/<int:user_id>/restoration")
@needs(Permission.PERSON_WRITE)
def restore(user_id: int) -> ResponseReturnValue:
    """恢复."""
    user = actions.restore(user_id, ConfirmForm().version.data or 0, by=current(), now=now())
    return go(url_for("people.show", user_id=user_id), f"{user.name}的账号已恢复。")


@pages.post("/<int:user_id>/unlocking")
@needs(Permission.PERSON_UNLOCK)
def unlock(user_id: int) -> ResponseReturnValue:
    """解除登录锁定."""
    user = actions.unlock(user_id, by=current(), now=now())
    return go(url_for("people.show", user_id=user_id), f"{user.name}现在可以重新登录。")


@pages.post("/<int:user_id>/sign-out")
@needs(Permission.PERSON_UNLOCK)
def end_sessions(user_id: int) -> ResponseReturnValue:
    """结束某人的全部登录."""
    user = actions.end_sessions(user_id, by=current(), now=now())
    return go(url_for("people.show", user_id=user_id), f"{user.name}在所有设备上的登录都已结束。")


@pages.route("/me", methods=["GET", "POST"])
@needs(Permission.OWN_ACCOUNT)
def me() -> ResponseReturnValue:
    """本人账号: password, devices, font step, how the account was used."""
    form = PasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            old, chosen = form.old.data or "", form.password.data or ""
            own_passwords.change_password(old, chosen, g.sid_sha256, profile(), by=current(), now=now())
            return go(url_for("people.me"), "密码已修改，其他设备上的登录已结束。")
    user_id = current().user_id
    answer = page(
        "people/me.html",
        form=form,
        user=user_in_sight(current(), user_id),
        devices=sessions.devices_of(user_id, g.sid_sha256, now(), span_of(current())),
        entrance=sessions.entrance(user_id),
        second=sessions.second_of(user_id),
        dengbao=profile() is Profile.DENGBAO,
        plain=Form(formdata=None),
    )
    return answer, form.status


@pages.post("/me/devices")
@needs(Permission.OWN_ACCOUNT)
def end_others() -> ResponseReturnValue:
    """结束其他设备的登录."""
    ended = sign_in.end_others(g.sid_sha256, by=current(), now=now())
    return go(url_for("people.me"), f"已结束{ended}台其他设备的登录。" if ended else "没有其他设备在登录。")


@pages.post("/step")
@needs(Permission.HOME_READ)
def set_step() -> ResponseReturnValue:
    """字号, from any page, and back to it."""
    actions.set_step(StepForm().step.data or 0, by=current(), now=now())
    return redirect(came_from() or url_for("home.show"), 303)
