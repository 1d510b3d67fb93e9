"""对象存储: what a folder does, a bucket that several hosts share does too (tests/store/test_store.py tells the rest)."""

import hashlib
import io
import os

import boto3
import buckets
import pytest

from respbook import settings
from respbook.rules.errors import RuleBroken
from respbook.store import BucketPlace, BucketShelf, BucketStore, DiskFull, StoreAway, bucket

PAPER = "王家庄村责任书".encode() * 1000
NAME = hashlib.sha256(PAPER).hexdigest()


@pytest.fixture(scope="module")
def server():
    with buckets.running() as url:
        yield url


@pytest.fixture
def place(server):
    return buckets.made(server)


@pytest.fixture
def store(place, tmp_path):
    return BucketStore(place, tmp_path / "near")


def raw(place):
    return boto3.resource(
        "s3", endpoint_url=place.url, region_name=place.region, aws_access_key_id=place.key,
        aws_secret_access_key=place.secret,
    ).Bucket(place.bucket)  # fmt: skip


def test_what_one_host_puts_another_gets(store, place, tmp_path):
    other = BucketStore(place, tmp_path / "other")
    assert NAME not in other
    assert store.put(PAPER) == NAME == store.put(PAPER)
    assert NAME in other and other.get(NAME) == PAPER and other.size(NAME) == len(PAPER)
    assert other.path(NAME).read_bytes() == PAPER
    second = store.put(b"x")
    assert list(other.digests()) == sorted([NAME, second])
    assert [each.key for each in raw(place).objects.all()] == [f"{each[:2]}/{each}" for each in sorted([NAME, second])]


def test_a_large_file_is_looked_at_before_anything_is_handed_over(store, place, tmp_path):
    def refuse(path):
        raise RuleBroken("不收")

    with pytest.raises(RuleBroken, match="不收"):
        store.take(io.BytesIO(PAPER), refuse)
    assert not list(raw(place).objects.all()) and not os.listdir(tmp_path / "near")
    assert store.take(io.BytesIO(PAPER), lambda path: path.read_bytes()[:3]) == (NAME, len(PAPER), PAPER[:3])
    assert store.get(NAME) == PAPER and not os.listdir(tmp_path / "near")


def test_what_was_changed_or_is_gone_is_told_and_never_handed_out(store, place):
    with pytest.raises(RuleBroken, match="没有这份文件"):
        store.get(NAME)
    with pytest.raises(RuleBroken, match="没有这份文件"):
        store.size(NAME)
    store.put(PAPER)
    raw(place).put_object(Key=f"{NAME[:2]}/{NAME}", Body=PAPER[:-1] + b"x")
    for ask in (store.get, store.path):
        with pytest.raises(RuleBroken, match="校验值不符"):
            ask(NAME)
    raw(place).put_object(Key=f"{NAME[:2]}/{NAME}", Body=PAPER[:10])
    store.put(PAPER)  # cut short: written again
    assert store.get(NAME) == PAPER


def test_the_copy_on_this_machine_is_never_believed(store, tmp_path):
    store.put(PAPER)
    store.path(NAME).write_bytes(b"changed")
    assert store.path(NAME).read_bytes() == PAPER


def test_copies_make_room_for_one_another_but_not_for_whoever_still_reads(store, tmp_path, monkeypatch):
    monkeypatch.setattr(bucket, "NEAR_MOST", 5)
    old, young, newest = (store.put(each) for each in (b"old", b"young", b"newest"))
    long_ago = store.path(old).stat().st_mtime - 2 * bucket.NEAR_AT_LEAST
    os.utime(store.path(young))
    os.utime(tmp_path / "near" / old, (long_ago, long_ago))
    store.path(newest)
    assert {each.name for each in (tmp_path / "near").iterdir()} == {young, newest}


@pytest.mark.parametrize("name", ["", "..", "A" * 64, "0" * 63 + "/"])
def test_no_name_leads_elsewhere(store, name):
    for ask in (store.get, store.path, store.size):
        with pytest.raises(ValueError, match="sha256"):
            ask(name)


def test_a_bucket_that_does_not_answer_is_told_in_words(tmp_path, monkeypatch):
    monkeypatch.setitem(bucket._PATIENCE, "retries", {"total_max_attempts": 1})
    away = BucketStore(BucketPlace("http://127.0.0.1:9", "respbook", "k", "s"), tmp_path / "near")
    for ask in (lambda: away.put(PAPER), lambda: away.get(NAME), lambda: NAME in away, lambda: list(away.digests())):
        with pytest.raises(StoreAway, match="连不上"):
            ask()
    assert issubclass(StoreAway, DiskFull)  # the site answers 507 and keeps the form, a batch waits


def test_settings_want_all_four(tmp_path):
    told = {
        "RESPBOOK_S3_URL": "https://10.0.0.5:9000", "RESPBOOK_S3_BUCKET": "b", "RESPBOOK_S3_KEY": "k", "RESPBOOK_S3_SECRET": "秘密",
    }  # fmt: skip
    found = settings.read(told, tmp_path)
    assert found.bucket == BucketPlace("https://10.0.0.5:9000", "b", "k", "秘密") and "秘密" not in repr(found)
    assert settings.read({}, tmp_path).bucket is None
    with pytest.raises(settings.SettingsError, match="还缺 RESPBOOK_S3_SECRET"):
        settings.read(told | {"RESPBOOK_S3_SECRET": " "}, tmp_path)
    with pytest.raises(settings.SettingsError, match="https://"):
        settings.read(told | {"RESPBOOK_S3_URL": "10.0.0.5"}, tmp_path)


def test_what_one_host_has_made_another_hands_out_and_clears(place, tmp_path):
    """Finished exports; they lie beside the originals and are none."""
    here, there = BucketShelf(place, tmp_path / "here"), BucketShelf(place, tmp_path / "there")
    for number in (7, 71):
        with here.making(number, 2) as path:
            path.write_bytes(PAPER)
            assert here.measure(path) == (len(PAPER), NAME)
            here.keep(number, 2)
    assert there.find(7, 2).read() == PAPER and there.find(7, 1) is None
    assert not os.listdir(tmp_path / "here") and not os.listdir(tmp_path / "there"), "nothing of it stays on a host"
    assert list(BucketStore(place, tmp_path / "near").digests()) == []
    there.drop(7)
    assert here.find(7, 2) is None and here.find(71, 2).read() == PAPER
    (tmp_path / "there" / "5-1").write_bytes(b"from before the bucket")
    assert there.find(5, 1).read_bytes() == b"from before the bucket"
