"""设置: secrets and places, from RESPBOOK_* only. Facts of the office are data with an editor, not settings."""

import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from respbook.disk import write_once
from respbook.rules.profiles import Profile
from respbook.rules.security_log import SHORTEST_DAYS, USUAL_DAYS
from respbook.rules.sessions import OFFICE_SPAN, VILLAGE_SPAN, Span
from respbook.store.bucket import BucketPlace, available

_LONGEST_SESSION = 7 * 24 * 60
_MOST_PROXIES = 9
_MOST_DAYS = 36500
_MOST_FIGURES = 9


class SettingsError(Exception):
    """设置有误: the sentence says which variable and what to do."""


@dataclass(frozen=True)
class Settings:
    """设置: everything that differs from one machine to the next."""

    folder: Path
    database_url: str
    public_url: str = "http://127.0.0.1:8000"
    secret_keys: tuple[str, ...] = ()
    allow_http: bool = False
    proxies: int = 0
    bench: bool = False
    press_faces: str = "vendored"
    robot_hosts: tuple[str, ...] = ()
    log_days: int = USUAL_DAYS
    syslog: str = ""
    clamd: str = ""
    profile: Profile = Profile.PLAIN
    office_session: Span = OFFICE_SPAN
    village_session: Span = VILLAGE_SPAN
    anchors: Path | None = None
    backup: Path | None = None
    owner_url: str = ""
    bucket: BucketPlace | None = None

    @property
    def tls(self) -> bool:
        """Whether people reach the site over TLS."""
        return self.public_url.startswith("https://")

    @property
    def sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def host(self) -> str:
        """The name in the public address; other Host headers are refused (safety R45)."""
        return urlsplit(self.public_url).hostname or "127.0.0.1"


def read(environ: Mapping[str, str] = os.environ, folder: Path | None = None) -> Settings:
    """Read the settings, make the data folder (0700) and the secret key (0600) at first start. Raises SettingsError."""
    place = folder or Path(environ.get("RESPBOOK_DATA") or Path.home() / "respbook").expanduser()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    public_url = environ.get("RESPBOOK_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    if not _web_address(public_url):
        raise SettingsError("RESPBOOK_PUBLIC_URL 必须以 http:// 或 https:// 开头，例如 https://zrs.qingshan.local。")
    proxies = _whole(environ.get("RESPBOOK_PROXIES", "0"))
    if proxies is None or proxies > _MOST_PROXIES:
        raise SettingsError("RESPBOOK_PROXIES 必须是 0 或正整数，表示前面有几层反向代理。")
    return Settings(
        folder=place,
        database_url=_database_url(environ.get("RESPBOOK_DATABASE_URL", ""), place),
        public_url=public_url,
        secret_keys=_secret_keys(environ.get("RESPBOOK_SECRET_KEYS", ""), place),
        allow_http=environ.get("RESPBOOK_ALLOW_HTTP", "") == "我知道",
        proxies=proxies,
        bench=environ.get("RESPBOOK_BENCH", "") == "1",
        press_faces=environ.get("RESPBOOK_FACES", "vendored"),
        anchors=_folder("RESPBOOK_ANCHORS", environ.get("RESPBOOK_ANCHORS", "")),
        log_days=_log_days(environ.get("RESPBOOK_LOG_DAYS", str(USUAL_DAYS))),
        syslog=_reached("RESPBOOK_SYSLOG", environ.get("RESPBOOK_SYSLOG", "")),
        clamd=_reached("RESPBOOK_CLAMD", environ.get("RESPBOOK_CLAMD", ""), path=True),
        backup=_backup(environ),
        robot_hosts=tuple(environ.get("RESPBOOK_ROBOT_HOSTS", "").lower().replace(",", " ").split()),
        profile=_profile(environ.get("RESPBOOK_PROFILE", "")),
        office_session=_span(environ, "RESPBOOK_OFFICE_SESSION", OFFICE_SPAN),
        village_session=_span(environ, "RESPBOOK_VILLAGE_SESSION", VILLAGE_SPAN),
        owner_url=_owner_url(environ, place),
        bucket=_bucket(environ),
    )


def _whole(given: str) -> int | None:
    """A number in plain figures; None for anything else, "²" and a page of nines among them."""
    return int(given) if given.isascii() and given.isdigit() and len(given) <= _MOST_FIGURES else None


def _web_address(given: str) -> bool:
    """http or https, and a host; a port where one is written."""
    try:
        parts = urlsplit(given)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _folder(name: str, given: str) -> Path | None:
    try:
        return Path(given).expanduser() if given else None
    except RuntimeError:
        raise SettingsError(f"{name} 里的“~”认不出是谁的目录，请写完整路径。") from None


def _log_days(given: str) -> int:
    days = _whole(given)
    if days is None or not SHORTEST_DAYS <= days <= _MOST_DAYS:
        raise SettingsError(f"RESPBOOK_LOG_DAYS 是安全日志保存的天数，至少{SHORTEST_DAYS}，至多{_MOST_DAYS}。")
    return days


def _reached(name: str, given: str, path: bool = False) -> str:
    """host:port of a program beside us, or the path of its socket."""
    host, _, written = given.rpartition(":")
    port = _whole(written)
    if given and not (path and given.startswith("/")) and not (host and port is not None and 0 < port < 1 << 16):
        raise SettingsError(f"{name} 应为 主机:端口{'，或套接字文件的完整路径' if path else ''}，例如 127.0.0.1:3310。")
    return given


def _profile(given: str) -> Profile:
    try:
        return Profile(given.strip().lower())
    except ValueError:
        raise SettingsError("RESPBOOK_PROFILE 只能不填，或填 dengbao（按等级保护要求）。") from None


def _span(environ: Mapping[str, str], name: str, usual: Span) -> Span:
    """会话时限 as 闲置/总时长 in minutes, for example 30/720."""
    given = environ.get(name, "")
    if not given:
        return usual
    parts = given.split("/")
    if len(parts) != 2 or not all(part.isdecimal() and 1 <= int(part) <= _LONGEST_SESSION for part in parts):
        raise SettingsError(f"{name} 应写成 闲置分钟/总分钟，例如 30/720，最长不超过{_LONGEST_SESSION}分钟（7天）。")
    idle, absolute = (timedelta(minutes=int(part)) for part in parts)
    return Span(idle, absolute)


def database_url(given: str) -> str:
    """库的网址 of a command line, with the driver named. Raises SettingsError."""
    return _database_url(given, Path())


def _database_url(given: str, place: Path) -> str:
    if not given:
        return f"sqlite:///{place / 'respbook.db'}"
    for old in ("postgres://", "postgresql://"):
        if given.startswith(old):
            return "postgresql+psycopg://" + given.removeprefix(old)
    if not given.startswith(("postgresql+psycopg://", "sqlite:///")):
        raise SettingsError("RESPBOOK_DATABASE_URL 只支持 postgresql:// 和 sqlite:///，请检查。")
    return given


def _backup(environ: Mapping[str, str]) -> Path | None:
    """Where the nightly backups go; a page of the administrator's may say it instead."""
    given = environ.get("RESPBOOK_BACKUP", "").strip()
    place = _folder("RESPBOOK_BACKUP", given)
    if place is not None and not place.is_absolute():
        raise SettingsError("RESPBOOK_BACKUP 必须写完整路径，例如 /mnt/backup 或 E:\\respbook备份。")
    return place


def _owner_url(environ: Mapping[str, str], place: Path) -> str:
    """The account that may change tables; the site itself works with one that may not (safety R80)."""
    given = environ.get("RESPBOOK_OWNER_URL", "")
    if not given:
        return ""
    if not environ.get("RESPBOOK_DATABASE_URL", "").startswith("postgres") or not given.startswith("postgres"):
        raise SettingsError("RESPBOOK_OWNER_URL 只用于 PostgreSQL，须与 RESPBOOK_DATABASE_URL 指向同一个库。")
    return _database_url(given, place)


_S3 = ("RESPBOOK_S3_URL", "RESPBOOK_S3_BUCKET", "RESPBOOK_S3_KEY", "RESPBOOK_S3_SECRET")


def _bucket(environ: Mapping[str, str]) -> BucketPlace | None:
    given = [environ.get(name, "").strip() for name in _S3]
    if not any(given):
        return None
    lacking = [name for name, value in zip(_S3, given, strict=True) if not value]
    if lacking:
        raise SettingsError(f"使用对象存储须设全四项，还缺 {'、'.join(lacking)}。")
    if not _web_address(given[0]):
        raise SettingsError("RESPBOOK_S3_URL 必须以 http:// 或 https:// 开头，例如 https://10.0.0.5:9000。")
    if not available():
        raise SettingsError("没有安装对象存储组件。请运行 pip install 'respbook[s3]'，再启动。")
    url, bucket, key, secret = given
    return BucketPlace(url.rstrip("/"), bucket, key, secret, environ.get("RESPBOOK_S3_REGION", "") or "us-east-1")


def _secret_keys(given: str, place: Path) -> tuple[str, ...]:
    """The first key signs, the others are still accepted: rotation keeps sessions (safety R107)."""
    if given:
        return _some(given.split(","), "RESPBOOK_SECRET_KEYS 里没有密钥；不用时请不要设置。")
    path = place / "secret.key"
    if not path.exists():
        write_once(path, secrets.token_urlsafe(48).encode())
    return _some(
        path.read_text("utf-8", "replace").split(),
        f"密钥文件 {path} 是空的。请从原处恢复，或删去后重新启动（所有人须重新登录）。",
    )


def _some(keys: Iterable[str], otherwise: str) -> tuple[str, ...]:
    found = tuple(key.strip() for key in keys if key.strip())
    if not found:
        raise SettingsError(otherwise)
    return found
