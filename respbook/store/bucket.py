"""对象存储文件库: originals in an S3-compatible bucket that all hosts share (extra ``respbook[s3]``); checked on reading."""

import base64
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from respbook import disk
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import reserve_of
from respbook.store.base import CHANGED, FULL, MISSING, SCARCE, DiskFull, Looked, Store, checked

AWAY = "对象存储暂时连不上，文件没有存上，也取不出来。请稍后再试；已办理的不受影响。"
NEAR_MOST = 2 << 30
"""Bytes that lie on this machine for readers that want a file; the oldest go first."""
NEAR_AT_LEAST = 3600
"""Seconds for which a file that was asked for stays: whoever asked may still be reading."""
_PATIENCE = {"connect_timeout": 5, "read_timeout": 20, "retries": {"total_max_attempts": 3, "mode": "standard"}}


@dataclass(frozen=True)
class BucketPlace:
    """对象存储的地址与钥匙; the secret is never shown."""

    url: str
    bucket: str
    key: str
    secret: str = field(repr=False)
    region: str = "us-east-1"


class StoreAway(DiskFull):
    """对象存储连不上: told as a full disk is, in words; a batch is interrupted and goes on later, nothing is lost."""


def available() -> bool:
    """Whether the extra is installed."""
    return find_spec("boto3") is not None


class BucketStore(Store):
    """对象存储文件库. What has been put is safe when the server has said so; nothing is ever overwritten or removed."""

    def __init__(self, place: BucketPlace, near: Path) -> None:
        self._bucket = place.bucket
        self._near = near
        near.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._client = client_of(place)

    def put(self, content: bytes) -> str:
        """存入, unless it lies there already. Raises StoreAway."""
        digest = hashlib.sha256(content).hexdigest()
        if self._length(digest) != len(content):
            self._send(digest, content, hashlib.md5(content, usedforsecurity=False).digest())
        return digest

    def take(self, stream: IO[bytes], look: Callable[[Path], Looked]) -> tuple[str, int, Looked]:
        """收下: looked at on this machine first, then handed over. Raises DiskFull, StoreAway, whatever ``look`` raises."""
        with disk.temporary(self._near) as (handle, name):
            try:
                with os.fdopen(handle, "wb") as file:
                    shutil.copyfileobj(stream, file, 1 << 20)
                size = os.stat(name).st_size
            except OSError as problem:
                raise DiskFull(FULL) from problem
            found = look(Path(name))
            digest = disk.digest_of(Path(name))
            if self._length(digest) != size:
                with open(name, "rb") as file:
                    sum_of = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).digest()
                    file.seek(0)
                    self._send(digest, file, sum_of)
        return digest, size, found

    def path(self, digest: str) -> Path:
        """所在: a copy on this machine, checked each time; what is spoilt here is fetched anew. Raises RuleBroken."""
        place = self._near / checked(digest)
        with suppress(FileNotFoundError):
            os.utime(place)
            if disk.digest_of(place) == digest:
                return place
        content = self.get(digest)
        try:
            disk.write(place, content, settled=False)
        except OSError as problem:
            raise DiskFull(FULL) from problem
        self._make_room(place.stat().st_mtime - NEAR_AT_LEAST)
        return place

    def get(self, digest: str) -> bytes:
        """取出. Raises RuleBroken when missing or changed, StoreAway."""
        with asking():
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=_key(digest))
            except self._client.exceptions.NoSuchKey:
                raise RuleBroken(MISSING) from None
            content: bytes = answer["Body"].read()
        if hashlib.sha256(content).hexdigest() != digest:
            raise RuleBroken(CHANGED)
        return content

    def spare(self, size: int) -> None:
        """余地检查 of this machine, where uploads are looked at; the bucket's own room is its keeper's. Raises DiskFull."""
        room = shutil.disk_usage(self._near)
        if room.free - size < reserve_of(room.total):
            raise DiskFull(SCARCE)

    def size(self, digest: str) -> int:
        """文件大小. Raises RuleBroken when missing."""
        length = self._length(digest)
        if length is None:
            raise RuleBroken(MISSING)
        return length

    def digests(self) -> Iterator[str]:
        """所存各件; a thousand are asked for at a time."""
        with asking():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket):
                for each in page.get("Contents", ()):
                    name = each["Key"].rpartition("/")[2]
                    if each["Key"] == f"{name[:2]}/{name}" and len(name) == 64:
                        yield name

    def __contains__(self, digest: str) -> bool:
        return self._length(digest) is not None

    def ready(self) -> None:
        """能用: the bucket is there and lets itself be read and written. Raises StoreAway."""
        with asking():
            self._client.head_bucket(Bucket=self._bucket)

    def _length(self, digest: str) -> int | None:
        from botocore.exceptions import ClientError

        with asking():
            try:
                answer = self._client.head_object(Bucket=self._bucket, Key=_key(digest))
            except ClientError as problem:
                if problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
                    return None
                raise
        length: int = answer["ContentLength"]
        return length

    def _send(self, digest: str, body: bytes | IO[bytes], sum_of: bytes) -> None:
        """The server refuses what arrives otherwise than it was sent; that sum is no safeguard against people."""
        told = base64.b64encode(sum_of).decode()
        with asking():
            self._client.put_object(Bucket=self._bucket, Key=_key(digest), Body=body, ContentMD5=told)

    def _make_room(self, old: float) -> None:
        lying = []
        for place in self._near.iterdir():
            with suppress(FileNotFoundError):
                lying.append((place.stat().st_mtime, place.stat().st_size, place))
        over = sum(size for _, size, _ in lying) - NEAR_MOST
        for moment, size, place in sorted(lying, key=lambda each: each[0]):
            if over <= 0 or moment > old:
                return
            place.unlink(missing_ok=True)
            over -= size


def _key(digest: str) -> str:
    return f"{checked(digest)[:2]}/{digest}"


@contextmanager
def asking() -> Iterator[None]:
    """Around whatever is asked of a bucket. Raises StoreAway for all that went wrong on the way."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError, OSError) as problem:
        raise StoreAway(AWAY) from problem


def client_of(place: BucketPlace) -> Any:
    """What talks to that bucket."""
    import boto3
    from botocore.config import Config

    # Sums in headers only where the protocol demands them: servers other than Amazon's refuse the new ones.
    config = Config(
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path"},
        **_PATIENCE,
    )
    return boto3.client(
        "s3",
        endpoint_url=place.url,
        region_name=place.region,
        aws_access_key_id=place.key,
        aws_secret_access_key=place.secret,
        config=config,
    )
