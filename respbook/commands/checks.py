"""体检项目: one small function each; it says ok, warn or red, and one sentence (safety C13)."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from flask import Flask

from respbook import pades, paths
from respbook.actions.backups import root_of, warnings_of
from respbook.commands import house, vendor
from respbook.commands.serve import LIMITS, loopback
from respbook.models import schema
from respbook.models.base import affected_by_wal_reset, db
from respbook.press.faces import Faces
from respbook.queries import health
from respbook.queries.checkpoints import unwitnessed
from respbook.queries.clock import clock_state
from respbook.queries.errands import errand_runs
from respbook.queries.hosts import others_living
from respbook.rules.errors import RuleBroken
from respbook.rules.hosts import objections, remarks
from respbook.runner import host_facts
from respbook.settings import Settings
from respbook.store import DiskFull, Store
from respbook.web.security import MAX_SCANS

GIGABYTE = 1024**3
LONGEST_JUMP = timedelta(seconds=60)
STORE_SAMPLE = 2000


class Grade(StrEnum):
    """检查结论."""

    OK = "ok"
    WARN = "warn"
    RED = "red"


@dataclass(frozen=True)
class Check:
    """一项检查."""

    name: str
    grade: Grade
    sentence: str


def _settings(app: Flask) -> Settings:
    settings: Settings = app.extensions["settings"]
    return settings


def _of(name: str, fine: bool, good: str, bad: str, otherwise: Grade = Grade.RED) -> Check:
    return Check(name, Grade.OK if fine else otherwise, good if fine else bad)


def tables(app: Flask) -> Check:
    """库表版本."""
    if not schema.begun(db.engine):
        sentence = f"{_settings(app).folder} 里还没有数据。请核对 RESPBOOK_DATA；新装的，先启动一次网站。"
        return Check("tables", Grade.RED, sentence)
    return _of(
        "tables",
        schema.at_head(db.engine, paths.MIGRATIONS),
        "库表是最新版本。",
        "库表不是最新版本，请重新启动程序完成升级。",
    )


def database(app: Flask) -> Check:
    """数据库设置, of a real connection (safety R88)."""
    if server := health.server_modes():
        fine = server["fsync"] == server["full_page_writes"] == "on" and server["synchronous_commit"] != "off"
        said = f"PostgreSQL {server['server_version']}"
        return _of("database", fine, f"{said}，落盘设置正确。", f"{said} 关闭了落盘保护（fsync 等），断电会丢数据。")
    modes = health.modes()
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "trusted_schema": "0"}
    wrong = [f"{name}={modes[name]}" for name in wanted if modes[name] != wanted[name]]
    said = f"SQLite {sqlite3.sqlite_version}"
    return _of("database", not wrong, f"{said}，连接设置正确。", f"{said} 的连接设置不对：{'、'.join(wrong)}。")


def sqlite_fault(app: Flask) -> Check:
    """SQLite 缺陷: the WAL-reset fault and its work-around (safety C7, R93)."""
    if not _settings(app).sqlite or not affected_by_wal_reset():
        return Check("sqlite_fault", Grade.OK, "数据库程序没有已知的日志缺陷。")
    fine = health.modes()["wal_autocheckpoint"] == "0"
    return _of(
        "sqlite_fault",
        fine,
        f"SQLite {sqlite3.sqlite_version} 有日志重置缺陷，已改由本程序定时整理，不受影响。",
        "SQLite 有日志重置缺陷，而自动整理没有关闭，数据库可能损坏。请立即停用并升级。",
    )


def folder(app: Flask) -> Check:
    """目录权限: the data folder belongs to its owner alone."""
    place = _settings(app).folder
    if os.name == "nt":
        return Check("folder", Grade.OK, f"数据目录 {place}。")
    open_to_others = stat.S_IMODE(place.stat().st_mode) & 0o077
    return _of(
        "folder",
        not open_to_others,
        f"数据目录 {place}，他人不可读。",
        f"数据目录 {place} 他人可读。请执行 chmod 700。",
    )


def key(app: Flask) -> Check:
    """密钥: long enough, and in a file that nobody else reads (safety R107)."""
    settings = _settings(app)
    path = settings.folder / "secret.key"
    if any(len(each) < 32 for each in settings.secret_keys):
        return Check("key", Grade.RED, "密钥太短，至少32个字符。请更换 RESPBOOK_SECRET_KEYS。")
    open_to_others = os.name != "nt" and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    return _of("key", not open_to_others, "密钥文件他人不可读。", f"密钥文件 {path} 他人可读，请执行 chmod 600。")


def transport(app: Flask) -> Check:
    """传输: https, or this machine only (safety R101)."""
    settings = _settings(app)
    if settings.tls:
        return Check("transport", Grade.OK, f"网址 {settings.public_url} 使用 https。")
    if loopback(settings.host):
        return Check("transport", Grade.WARN, "只有本机能用（明文）。给其他电脑使用前请加 https。")
    return Check("transport", Grade.RED, f"网址 {settings.public_url} 是明文，密码会在网络上暴露。请加 https。")


def debug(app: Flask) -> Check:
    """调试模式."""
    return _of("debug", not app.debug, "调试模式已关闭。", "调试模式开着，会泄露内部信息。请取消 FLASK_DEBUG。")


def bench(app: Flask) -> Check:
    """测量模式."""
    return _of(
        "bench", not _settings(app).bench, "测量模式已关闭。", "测量模式开着，请取消 RESPBOOK_BENCH。", Grade.WARN
    )


def clock(app: Flask) -> Check:
    """时钟: not behind the last entry of the book (safety R96)."""
    state = clock_state()
    if state is not None and state.held_since is not None:
        return Check("clock", Grade.RED, "时钟存疑，签字、签发等已暂停。请校正时间，或由系统管理员在“服务器时钟”确认。")
    last = health.last_entry_at()
    if last is None:
        return Check("clock", Grade.OK, "操作日志还是空的，无从比对时钟。")
    fine = last - house.now() <= LONGEST_JUMP
    return _of("clock", fine, "时钟没有倒退。", f"时钟比最后一条日志（{last:%Y-%m-%d %H:%M} UTC）还早，请先校正时间。")


def disk(app: Flask) -> Check:
    """磁盘余量: the larger of 1 GB and 5 % stays free (safety R95)."""
    use = shutil.disk_usage(_settings(app).folder)
    reserve = max(GIGABYTE, use.total // 20)
    left = f"{use.free / GIGABYTE:.1f}"
    return _of("disk", use.free > reserve, f"磁盘还有{left}GB。", f"磁盘只剩{left}GB，请尽快清理或换大盘。")


def chain(app: Flask) -> Check:
    """日志链尾: the youngest ten thousand entries hold together."""
    broken = health.broken_tail()
    return _of(
        "chain",
        not broken,
        "操作日志最近一万条完整。",
        f"{broken[0].sentence if broken else ''}请运行 respbook audit verify。",
    )


def anchors(app: Flask) -> Check:
    """存证: no entry older than a day without a checkpoint out of the house (safety R82)."""
    left = unwitnessed(house.now())
    return _of(
        "anchors",
        not left,
        "外部存证没有超过24小时的缺口。",
        f"有{left}条日志超过24小时没有外部存证。请设 RESPBOOK_ANCHORS，或由审计人员在“查验”页面取走检查点。",
        Grade.WARN,
    )


def backup(app: Flask) -> Check:
    """备份: not older than 26 hours, on another disk, made without fault (safety R104)."""
    holdings = app.extensions["holdings"]
    night = errand_runs().get("backup")
    said = [f"夜间备份没有办成：{night.outcome}"] if night and night.failed_at else []
    said += warnings_of(holdings, house.now())
    root = root_of(holdings)
    return _of("backup", not said, f"备份是最近的，在另一块磁盘上（{root}）。", "".join(said), Grade.WARN)


def store(app: Flask) -> Check:
    """文件库: every issued paper and every original is there, and a sample still has its digest."""
    try:
        return _looked_through(app.extensions["store"])
    except DiskFull as problem:
        return Check("store", Grade.RED, problem.sentence)


def _looked_through(shelf: Store) -> Check:
    missing, spoilt, lying = [], [], set(shelf.digests())
    for place, (digest, number) in enumerate(health.stored_papers()):
        if digest not in lying:
            missing.append(number)
        elif place < STORE_SAMPLE and not _whole(shelf, digest):
            spoilt.append(number)
    if missing or spoilt:
        what = [f"缺{len(missing)}份（{missing[0]}等）"] if missing else []
        what += [f"{len(spoilt)}份被改动（{spoilt[0]}等）"] if spoilt else []
        return Check("store", Grade.RED, f"文件库{'，'.join(what)}。请从备份恢复，并告知审计人员。")
    return Check("store", Grade.OK, "已签发的责任书和收存的原件都在。")


def _whole(shelf: Store, digest: str) -> bool:
    try:
        shelf.get(digest)
    except DiskFull:
        raise
    except RuleBroken:
        return False
    return True


def hosts(app: Flask) -> Check:
    """各台主机: what this one or another lacks to work on one database together."""
    settings = _settings(app)
    if settings.sqlite:
        return Check("hosts", Grade.OK, "只有这一台在用（SQLite）。")
    mine = host_facts(settings, house.now())
    others = others_living(mine.name, mine.place)
    wrong, doubtful = list(objections(mine, others)), list(remarks(mine, others))
    if wrong:
        return Check("hosts", Grade.RED, "".join(wrong))
    if (
        settings.bucket
        and settings.bucket.url.startswith("http://")
        and not loopback(urlsplit(settings.bucket.url).hostname or "")
    ):
        doubtful.append("到对象存储是明文，照片和文书会在网络上暴露，请改用 https。")
    said = (
        f"同时在运行的还有{len(others)}台：{'、'.join(each.name for each in others)}。"
        if others
        else "没有别的主机在运行。"
    )
    return _of("hosts", not doubtful, said, "".join(doubtful), Grade.WARN)


def fonts(app: Flask) -> Check:
    """字体: every character that will be printed can be drawn."""
    faces: Faces = app.extensions["binder"].faces
    missing = faces.missing("".join(sorted({mark for words in health.words_on_paper() for mark in words})))
    return _of(
        "fonts",
        not missing,
        "现有内容没有缺字。",
        f"有{len(missing)}个字没有字体可用：{'、'.join(missing[:20])}。",
        Grade.WARN,
    )


def foreign_files(app: Flask) -> Check:
    """外来文件."""
    wrong = vendor.changed()
    return _of(
        "foreign_files", not wrong, "外来文件与登记一致。", f"外来文件被改动：{'、'.join(wrong)}。请重新安装程序。"
    )


def administrator(app: Flask) -> Check:
    """系统管理员: somebody can let others in."""
    return _of(
        "administrator",
        health.administrators() > 0,
        "有在用的系统管理员。",
        "还没有已启用的系统管理员。请运行 respbook people add。",
        Grade.WARN,
    )


def batches(app: Flask) -> Check:
    """未办结的批次."""
    left = health.unfinished_batches()
    return _of(
        "batches", not left, "没有积压的签发批次。", f"有{left}个签发批次没有办完；启动网站后会接着办。", Grade.WARN
    )


def digital_signatures(app: Flask) -> Check:
    """数字签名组件: an extra; nothing of it is offered where it is absent."""
    if pades.available():
        return Check("pades", Grade.OK, "已安装数字签名组件，可以用证书给签订本签名。")
    return Check(
        "pades", Grade.OK, "没有安装数字签名组件，不提供用证书签名。需要时请运行 pip install 'respbook[pades]'。"
    )


def limits(app: Flask) -> Check:
    """服务上限."""
    body = LIMITS["max_request_body_size"] >> 20
    said = f"{LIMITS['threads']}个线程，{LIMITS['connection_limit']}个连接，单次提交{body}兆"
    same = max(app.config["MAX_CONTENT_LENGTH"], MAX_SCANS) <= LIMITS["max_request_body_size"]
    return _of("limits", same, f"服务上限：{said}。", f"网站与服务器的提交上限不一致（{said}）。")


ALL: tuple[Callable[[Flask], Check], ...] = (
    database,
    sqlite_fault,
    folder,
    key,
    transport,
    debug,
    bench,
    clock,
    disk,
    chain,
    anchors,
    backup,
    store,
    hosts,
    fonts,
    foreign_files,
    administrator,
    batches,
    digital_signatures,
    limits,
)
