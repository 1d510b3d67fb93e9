"""外来文件: what others wrote stands byte for byte as published (safety R57)."""

import hashlib
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

VENDOR = Path(__file__).parents[2] / "static" / "vendor"
ENTRIES = tomllib.loads((VENDOR / "vendor.toml").read_text("utf-8"))["file"]


def by_name(entry: dict[str, object]) -> str:
    return str(entry["name"])


@pytest.mark.parametrize("entry", ENTRIES, ids=by_name)
def test_file_is_the_published_one(entry: dict[str, str]) -> None:
    content = (VENDOR / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]


@pytest.mark.parametrize("entry", ENTRIES, ids=by_name)
def test_version_inside_the_file_is_the_version_of_the_manifest(entry: dict[str, str]) -> None:
    inside = re.findall(
        r'version:"([^"]+)"|^ \* Signature Pad v(\S+)', (VENDOR / entry["file"]).read_text("utf-8"), re.M
    )
    assert ["".join(each) for each in inside] == [entry["version"]]


@pytest.mark.parametrize("entry", ENTRIES, ids=by_name)
def test_licence_and_date_are_kept(entry: dict[str, object]) -> None:
    assert (VENDOR / str(entry["licence_file"])).read_text("utf-8").strip()
    assert isinstance(entry["date"], date)
    assert entry["licence"] and entry["package"] and entry["source"]


def test_nothing_lies_in_the_folder_unlisted() -> None:
    listed = {"vendor.toml"} | {str(entry[key]) for entry in ENTRIES for key in ("file", "licence_file")}
    assert {path.name for path in VENDOR.iterdir()} == listed


def test_htmx_stays_on_the_second_major_version() -> None:
    assert [entry["version"].split(".")[0] for entry in ENTRIES if entry["name"] == "htmx"] == ["2"]
