"""今天: what this person has to do, and how the year stands. Also the plain addresses every site has."""

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from respbook.queries import home
from respbook.rules.amending import AMENDS_LABELS
from respbook.rules.chinese import day
from respbook.rules.lifecycles import BATCH, BatchState, FilingState, FindingState
from respbook.rules.permissions import Permission
from respbook.rules.programmes import next_sentence
from respbook.rules.report_words import share
from respbook.views.home_assessing import matters_todo, measures_todo
from respbook.views.reporting import number_of
from respbook.web.filters import moment
from respbook.web.guard import needs, public
from respbook.web.htmx import show as page
from respbook.web.todo import ToDo
from respbook.web.viewer import current, now, today

pages = Blueprint("home", __name__)


@pages.get("/", endpoint="show")
@needs(Permission.HOME_READ)
def show() -> ResponseReturnValue:
    """今天."""
    found = home.home_page(current(), today(), now())
    todo = sorted(_todo(found), key=_turn)
    rate = share(found.reports.month.on_time, found.reports.month.reckoned) if found.reports else ""
    return page(
        "home/show.html",
        page=found,
        todo=todo,
        begin=_begin(found),
        rate=rate,
        change=_change(found),
        on=number_of(today()),
    )


def _turn(each: ToDo) -> tuple[bool, date]:
    """先后: what came back and what was not read yet, then by due date; among the first, those without one lead."""
    return not each.first, each.due or each.turn or (date.min if each.first else date.max)


def _change(found: home.HomePage) -> str:
    """与上月同期相比."""
    if found.reports is None:
        return ""
    then = found.reports.month_before
    return f"上月同期{share(then.on_time, then.reckoned)}" if then.reckoned else "上月同期没有要报的"


def _todo(found: home.HomePage) -> Iterator[ToDo]:
    if found.to_sign:
        more = "已签发，请签订"
        yield ToDo(f"{found.to_sign}份责任书待我签", more, "去签字", url_for("waiting.index"), first=True)
    for objection in found.objections:
        what = f"{objection.unit}对责任书有异议，待答复"
        raised = f"{objection.made_by}于{moment(objection.made_at)}提出"
        yield ToDo(what, raised, "去答复", url_for("letters.show", letter_id=objection.letter_id, _anchor="signing"))
    if found.unwitnessed:
        what = f"{found.unwitnessed}条日志超过24小时没有外部存证"
        yield ToDo(what, "取走检查点，交审计人员保管", "去取检查点", url_for("audit.verify"), turn=found.day)
    yield from _notices(found)
    yield from _rectify(found)
    yield from _papers(found)
    yield from matters_todo(found.matters, found.day)
    yield from _tasks(found)
    yield from _findings(found)
    yield from measures_todo(found.measures, found.day)
    yield from _studies(found)
    yield from _reviews(found)
    yield from _batches(found)
    for each in found.amendments:
        what = f"{each.unit}{AMENDS_LABELS[each.amends]}待签发"
        sent = f"{each.made_by}于{moment(each.made_at)}拟"
        yield ToDo(what, sent, "去看", url_for("letters.show", letter_id=each.id))
    yield from _programmes(found)
    yield from _units(found)
    yield from _people(found)
    yield from _purges(found)


def _notices(found: home.HomePage) -> Iterator[ToDo]:
    """Unread ones stand first, with why they were sent; the office sees those that are due and still lack somebody."""
    for row in found.notices:
        href = url_for("notices.show", notice_id=row.id)
        late = row.reply_by is not None and row.reply_by < found.day
        if current().of_office and not row.laid:
            left = [f"{row.tally.waiting}个单位未签收"] if row.tally.waiting else []
            unanswered = row.tally.total - row.replies
            left += [f"{unanswered}个单位未回复"] if unanswered > 0 else []
            yield ToDo(f"通知：{row.title}", "，".join(left), "去催办", href, row.reply_by, late)
        elif row.taken:
            yield ToDo(f"通知待回复：{row.title}", row.purpose, "去回复", href, row.reply_by, late)
        else:
            label = "去签收" if row.wants_receipt else "去看"
            yield ToDo(f"新通知：{row.title}", row.purpose, label, href, row.reply_by, late, first=True)


def _tasks(found: home.HomePage) -> Iterator[ToDo]:
    """What this unit itself has to report, with the way to the page on which it does; a village reports today's patrols
    above all this."""
    href, patrols = url_for("reporting.index"), found.dues.patrols
    if patrols.left and current().of_office:
        yield ToDo("今日巡查", "、".join(patrols.left), "去报送", href, found.day)
    if patrols.missed:
        yield ToDo("巡查补报", f"有{patrols.missed}天到期未报", "去补报", href, patrols.since, late=True)
    for task in found.dues.lines:
        if task.reason:
            yield ToDo(f"{task.title}被退回", f"请补正：{task.reason}", "去补正", href, task.due, late=True, first=True)
        else:
            more = f"{task.demand}；有{task.missed}期到期未报" if task.missed else task.demand
            yield ToDo(task.title, more, "去报送", href, task.due, task.due < found.day)


def _rectify(found: home.HomePage) -> Iterator[ToDo]:
    """What this unit has to put right; what a check sent back stands first."""
    for row in found.to_rectify:
        href = url_for("findings.show", finding_id=row.id)
        late = row.due_on is not None and row.due_on < found.day
        what = f"问题{row.number}：{row.category}" + (f"（{row.place}）" if row.place else "")
        more = f"核查{row.failed}次不通过，请继续整改" if row.failed else row.text or "见照片"
        label = "去签收" if row.state is FindingState.ASSIGNED else "去办理"
        yield ToDo(what, more, label, href, row.due_on, late, first=bool(row.failed))


def _papers(found: home.HomePage) -> Iterator[ToDo]:
    """通报 and 督办文书: for the leader to decide on, for a unit to sign for."""
    told = found.papers
    for number, words, more, label, href in (
        (told.circulars, "份通报待签发", "拟稿人已送签", "去签发", url_for("circulars.index")),
        (
            told.orders,
            "份督办文书待签发",
            "红色督办单、督办函由镇领导签发",
            "去签发",
            url_for("orders.index", state="proposed"),
        ),
        (
            told.to_sign_for,
            "份整改通知书、督办单待签收",
            "签收后照要求整改",
            "去签收",
            url_for("orders.index", state="issued"),
        ),
    ):
        if number:
            yield ToDo(f"{number}{words}", more, label, href, turn=found.day, first=label == "去签发")


def _findings(found: home.HomePage) -> Iterator[ToDo]:
    """What waits with the office: to be handed out, granted, checked, closed; what is late comes last, it has its light."""
    told, may = found.findings, current().may
    if told is None:
        return
    for number, words, more, label, asked, permission in (
        (
            told.recorded,
            "件问题还没有交办",
            "登记了，还没有责任单位",
            "去交办",
            "stage=recorded",
            Permission.FINDING_ASSIGN,
        ),
        (told.asked, "个延期申请待批复", "批准以前仍按原时限", "去批复", "asked=1", Permission.EXTENSION_DECIDE),
        (
            told.to_check,
            "件自报完成，待核查",
            "谁报的完成谁不核查",
            "去核查",
            "stage=done",
            Permission.FINDING_CHECK,
        ),
        (told.to_close, "件已核查，待销号", "", "去销号", "stage=checked", Permission.FINDING_CLOSE),
        (
            told.red,
            "件整改逾期（红灯）",
            f"黄灯{told.yellow}件，蓝灯{told.blue}件",
            "看逾期",
            "light=red",
            Permission.FINDING_ASSIGN,
        ),
    ):
        if number and may(permission):
            yield ToDo(f"{number}{words}", more, label, f"{url_for('findings.index')}?{asked}", turn=found.day)


def _studies(found: home.HomePage) -> Iterator[ToDo]:
    """The quarter is nearly over and the work was not studied in it."""
    if found.study_due:
        more = "镇党委、政府每季度至少研究一次"
        yield ToDo("本季度还没有研究环保工作", more, "看会前一页", url_for("studies.upcoming"), found.study_due)


def _reviews(found: home.HomePage) -> Iterator[ToDo]:
    reports = found.reports
    if reports is None or not current().may(Permission.REPORT_REVIEW):
        return
    if reports.waiting:
        href = url_for("reports.index", state=FilingState.SUBMITTED)
        yield ToDo(f"{reports.waiting}条报送待审", "异常的排在最前面", "去审核", href, turn=found.day)
    if reports.overdue:
        href = url_for("report_urging.show", first=reports.since, last=found.day)
        yield ToDo(f"{reports.overdue}期报送到期未报", f"{day(reports.since)}以来", "催报", href, turn=found.day)


def _batches(found: home.HomePage) -> Iterator[ToDo]:
    for batch in found.batches:
        href = url_for("jobs.show", job_id=batch.id)
        sent = f"{batch.proposed_by}于{moment(batch.proposed_at)}送{'审' if batch.state is BatchState.REVIEW else '签'}"
        if batch.refused and batch.state is BatchState.DONE:
            yield ToDo(f"{batch.programme}：{batch.refused}份没有签发成", f"{sent}，共{batch.total}份", "看原因", href)
        elif batch.state is BatchState.REVIEW and batch.to_review:
            yield ToDo(
                f"{batch.programme}：{batch.total}份待审核", sent, "去审阅", url_for("reviews.show", job_id=batch.id)
            )
        elif batch.refused and batch.state in (BatchState.REVIEW, BatchState.PROPOSED):
            yield ToDo(
                f"{batch.programme}：{batch.refused}份被退回", f"{sent}，其余{batch.total}份仍在办", "看意见", href
            )
        elif batch.state is BatchState.PROPOSED and current().may(Permission.LETTER_ISSUE):
            yield ToDo(f"{batch.programme}：{batch.total}份待签发", sent, "审阅签发", href, first=True)
        else:
            yield ToDo(f"{batch.programme}：{batch.total}份{BATCH.labels[batch.state]}", sent, "查看", href)


def _programmes(found: home.HomePage) -> Iterator[ToDo]:
    """The clerk's next step of each programme; one whose letters came back is told by its batch."""
    if not current().may(Permission.PROGRAMME_WRITE):
        return
    back = {batch.programme_id for batch in found.batches if batch.state is BatchState.RETURNED}
    for row in found.programmes:
        sentence = next_sentence(row.counts)
        if sentence and not row.counts.batches and row.programme.id not in back:
            href = url_for("programmes.show", programme_id=row.programme.id)
            yield ToDo(row.programme.name, sentence, "去办理", href)


def _units(found: home.HomePage) -> Iterator[ToDo]:
    if found.headless.count:
        rest = "等" if found.headless.count > len(found.headless.units) else ""
        more = "、".join(name for _, name in found.headless.units) + rest + "；责任书要有人签字"
        href = url_for("units.index", headless=1)
        if found.headless.count == 1:
            href = url_for("units.appoint", unit_id=found.headless.units[0][0])
        yield ToDo(f"{found.headless.count}个单位还没有登记负责人", more, "登记任职", href)


def _people(found: home.HomePage) -> Iterator[ToDo]:
    if found.to_vouch:
        more = "密码或动态口令由他人重置过，核实以前不能签字"
        yield ToDo(f"{found.to_vouch}人身份待核实", more, "去核实", url_for("people.vouching"), turn=found.day)
    for person in found.people:
        href = url_for("people.show", user_id=person.id)
        if person.locked_until:
            more = f"{person.unit_name}，至{moment(person.locked_until)}"
            yield ToDo(f"{person.name}的登录已锁定", more, "去解除", href)
        else:
            more = f"{person.unit_name}，开户码有效至{moment(person.code_until)}"
            yield ToDo(f"{person.name}还没有开户", more, "提醒或重新签发", href)


def _purges(found: home.HomePage) -> Iterator[ToDo]:
    """离任人员联系方式, whose clearing waits for a second person."""
    if found.papers.purges:
        more = "系统管理员提请清除离任满一年人员的电话"
        yield ToDo(
            f"{found.papers.purges}项个人信息清理待批准", more, "去批准", url_for("retention.index"), turn=found.day
        )


def _begin(found: home.HomePage) -> tuple[str, str, str]:
    """没有待办时: what comes next, in a sentence with its button."""
    viewer = current()
    if viewer.may(Permission.PROGRAMME_WRITE) and not found.programmes:
        words = "还没有进行中的年度方案。责任书、目标任务和文号都按方案管理，先建立本年度的方案。"
        return words, "新建年度方案", url_for("programmes.new")
    if viewer.may(Permission.PERSON_WRITE):
        return "没有待开户和被锁定的账号。有人到岗，就给他开设用户。", "开设用户", url_for("people.new")
    if found.letters:
        return "一周之内没有要报送的。", "看本单位全部任务", url_for("tasks.index")
    if viewer.may(Permission.AUDIT_VERIFY):
        return "日志可以随时查验。", "查验操作日志", url_for("audit.verify")
    if viewer.of_office:
        return "现在没有要办的事。各方案的进度在下面，落后的排在前面。", "看责任书", url_for("letters.index")
    return "本单位还没有签发的责任书。签发以后，责任书和任务会列在这里。", "看操作办法", url_for("help.index")


@pages.get("/healthz")
@public
def healthz() -> Response:
    """健康检查: 200 when the database answers."""
    home.database_answers()
    return Response("ok\n", mimetype="text/plain")


@pages.get("/favicon.ico")
@public
def favicon() -> Response:
    """浏览器图标."""
    return Response(status=308, headers={"Location": url_for("static", filename="img/seal.svg")})
