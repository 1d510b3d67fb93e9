"""设置.txt and 本机.txt of an office PC: lines such as ``名称=值``, written with the Notepad."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from respbook.bundle.buttons import PLACE, SETTINGS
from respbook.rules.errors import RuleBroken

_DATA, _BIND, _USER = "数据目录", "监听地址", "用户"
_BESIDE = "程序旁"
_VARIABLE = re.compile(r"%(\w+)%")


@dataclass(frozen=True)
class Place:
    """本机: where the data lie, what is listened on, whose PC it is, and the RESPBOOK_* that are set."""

    home: Path
    data: Path
    bind: str
    user: str
    variables: dict[str, str]

    @property
    def port(self) -> int:
        """端口."""
        found = self.bind.rpartition(":")[2]
        return int(found) if found.isdigit() else 0

    @property
    def stop(self) -> Path:
        """停止的信号: a file that the program looks for."""
        return self.data / "stop"


def read(home: Path, machine: Mapping[str, str]) -> Place:
    """读设置. What 本机.txt says about data and user goes before: whoever presses the button later. Raises RuleBroken."""
    asked, pinned = lines(home / SETTINGS), lines(home / PLACE)
    data = pinned.get(_DATA) or asked.get(_DATA, "")
    if data == _BESIDE:
        place = home / "数据"
    elif data:
        place = Path(_VARIABLE.sub(lambda found: machine.get(found[1].upper(), found[0]), data))
    else:
        place = Path(machine.get("LOCALAPPDATA") or Path.home()) / "respbook"
    user = pinned.get(_USER) or "\\".join(filter(None, (machine.get("USERDOMAIN", ""), machine.get("USERNAME", ""))))
    told = {name: value for name, value in asked.items() if name.startswith("RESPBOOK_") and value}
    return Place(home, place, asked.get(_BIND) or "127.0.0.1:8000", user, told | {"RESPBOOK_DATA": str(place)})


def pin(place: Place) -> None:
    """记住本机: the first start decides, so that a button pressed as another user finds the same data."""
    if (place.home / PLACE).exists():
        return
    with suppress(OSError):  # a folder that only an administrator may write stays with the usual place
        text = f"# 第一次启动时记下，升级时请随“设置.txt”一起复制。\n{_DATA}={place.data.absolute()}\n{_USER}={place.user}\n"
        (place.home / PLACE).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))


def lines(file: Path) -> dict[str, str]:
    """{名称: 值}; empty where there is no such file. The Notepad of older PCs saves as GBK. Raises RuleBroken."""
    if not file.exists():
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(_text(file).splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, sign, value = line.replace("＝", "=", 1).partition("=")
        if not sign:
            raise RuleBroken(f"“{file.name}”第{number}行“{line.strip()[:40]}”没有等号，应为 名称=值。")
        found[name.strip()] = value.strip().strip('"')
    return found


def _text(file: Path) -> str:
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")
