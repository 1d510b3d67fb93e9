"""依赖齐全: what the wheels of a folder still lack on Windows, judged on a machine that is none.

pip fetches wheels for another system, but weighs conditions such as ``sys_platform == "win32"`` by its own machine; what
only Windows needs would be missing, and be missed on a PC that can fetch nothing.
"""

from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version


def windows(python: str) -> dict[str, str]:
    """The facts that conditions are weighed by, of a 64-bit Windows with that Python (such as 3.12)."""
    return {
        "implementation_name": "cpython",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_system": "Windows",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "win32",
    }


def unmet(wheels: Path, wanted: list[str], python: str) -> list[str]:
    """缺少的依赖 of what is wanted, and of what those want in turn: as pip reads them, in order; none when it is whole."""
    held = {name: (version, needs) for name, version, needs in map(_read, sorted(wheels.glob("*.whl")))}
    lacking: set[str] = set()
    done: set[tuple[str, str]] = set()
    waiting = [(Requirement(each), "") for each in wanted]
    while waiting:
        asked, by = waiting.pop()
        if asked.marker and not asked.marker.evaluate({**windows(python), "extra": by}):
            continue
        name = canonicalize_name(asked.name)
        if name not in held or not asked.specifier.contains(held[name][0], prereleases=True):
            lacking.add(f"{asked.name}{_extras(asked)}{asked.specifier}")
            continue
        for extra in ("", *asked.extras):
            if (name, extra) not in done:
                done.add((name, extra))
                waiting += [(each, extra) for each in held[name][1]]
    return sorted(lacking)


def _extras(asked: Requirement) -> str:
    return f"[{','.join(sorted(asked.extras))}]" if asked.extras else ""


def _read(wheel: Path) -> tuple[str, Version, list[Requirement]]:
    with ZipFile(wheel) as inside:
        name = next(each for each in inside.namelist() if each.count("/") == 1 and each.endswith(".dist-info/METADATA"))
        told = HeaderParser().parsestr(inside.read(name).decode("utf-8"))
    return canonicalize_name(told["Name"]), Version(told["Version"]), list(_requirements(told.get_all("Requires-Dist")))


def _requirements(lines: list[str] | None) -> Iterator[Requirement]:
    for line in lines or []:
        yield Requirement(line)
