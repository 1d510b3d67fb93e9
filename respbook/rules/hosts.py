"""运行主机: what several hosts on one database must have in common, and what one of them lacks."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_SKEW = 5
"""Seconds that a host's clock may be off the database's; deadlines and sessions are told by it."""


@dataclass(frozen=True)
class HostFacts:
    """一台主机: its name and data folder, the program's version, fingerprints of its keys (the first one signs), where
    its originals lie ("" for its own folder), how many seconds its clock is before the database's."""

    name: str
    place: str
    version: str
    keys: tuple[str, ...]
    store: str
    skew: int = 0


def fingerprint(secret: str) -> str:
    """密钥指纹: tells two keys apart and nothing else."""
    return hashlib.sha256(b"respbook host\0" + secret.encode()).hexdigest()[:12]


def objections(mine: HostFacts, others: Iterable[HostFacts]) -> Iterator[str]:
    """不能一起运行的原因, in sentences."""
    for other in others:
        if not mine.store or not other.store:
            lacking = "本机" if not mine.store else f"“{other.name}”"
            yield (
                f"“{other.name}”正在使用同一个数据库，而{lacking}的照片和文书存在自己的文件夹里，另一台取不到。"
                "几台一起用时，每台都要设置 RESPBOOK_S3_URL 等四项，用同一个对象存储。"
            )
        elif mine.store != other.store:
            yield f"本机和“{other.name}”的对象存储不是同一个。请核对 RESPBOOK_S3_URL 和 RESPBOOK_S3_BUCKET。"
        if mine.keys[0] not in other.keys or other.keys[0] not in mine.keys:
            yield f"本机和“{other.name}”的密钥不同，在一台登录的人到另一台会被退出。请给每台设同样的 RESPBOOK_SECRET_KEYS。"


def remarks(mine: HostFacts, others: Iterable[HostFacts]) -> Iterator[str]:
    """要留意的: nothing stops for it."""
    if abs(mine.skew) > MOST_SKEW:
        yield f"本机时钟与数据库相差{abs(mine.skew)}秒，请对时。"
    for other in others:
        if other.version != mine.version:
            yield f"“{other.name}”运行的是 {other.version} 版，本机是 {mine.version} 版。请尽快升到同一版。"
        if abs(other.skew) > MOST_SKEW:
            yield f"“{other.name}”的时钟与数据库相差{abs(other.skew)}秒，请对时。"
