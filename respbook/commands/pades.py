"""respbook pades: a local CA, certificates for the seal and the people, and the verification of a signed file."""

import argparse
import getpass
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from respbook import pades
from respbook.commands.house import now, say
from respbook.pades.values import Verdict
from respbook.rules.errors import RuleBroken

SOUND, UNSOUND = 0, 3


def register(words: Any) -> None:
    """Add ``pades`` to the command line."""
    deeds = words.add_parser("pades", help="数字签名").add_subparsers(dest="deed", required=True, metavar="做什么")
    ca = deeds.add_parser("make-ca", help="建本机CA", description=run_make_ca.__doc__)
    ca.add_argument("folder", type=Path, metavar="目录")
    ca.add_argument("--name", required=True, metavar="名称", help="例如：青山镇本机CA")
    ca.add_argument("--passphrase-file", type=Path, metavar="文件", help="口令在文件的第一行；不给就在键盘上输入")
    ca.set_defaults(run=run_make_ca)
    signer = deeds.add_parser("make-signer", help="发签名证书", description=run_make_signer.__doc__)
    signer.add_argument("folder", type=Path, metavar="CA目录")
    signer.add_argument("--name", required=True, metavar="名称", help="人名；单位印章就写单位全称")
    signer.add_argument("--unit", required=True, metavar="单位")
    signer.add_argument("--passphrase-file", type=Path, metavar="文件")
    signer.add_argument("--ca-passphrase-file", type=Path, metavar="文件")
    signer.set_defaults(run=run_make_signer)
    verify = deeds.add_parser("verify", help="查验签名文件", description=run_verify.__doc__)
    verify.add_argument("file", type=Path, metavar="文件")
    verify.add_argument("--ca", type=Path, required=True, action="append", metavar="ca.pem")
    verify.add_argument("--issued", type=Path, metavar="文件", help="签发原件，核对签名文件是否以它开头")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run_verify)


def run_make_ca(asked: argparse.Namespace) -> int:
    """建本机CA: ca.pem to hand out, ca.key to keep (0600, under a passphrase). Exit 0, 2 refused."""
    certificate = pades.make_ca(asked.folder, asked.name, _passphrase(asked.passphrase_file, "CA口令"), now())
    print(f"已建：{certificate}。请把 ca.key 和口令分开保管；ca.pem 可以发给查验的人。")
    print(pades.WORTH)
    return 0


def run_make_signer(asked: argparse.Namespace) -> int:
    """发签名证书 for a seal or a person as a PKCS#12 file (0600, under its own passphrase). Exit 0, 2 refused."""
    ca_passphrase = _passphrase(asked.ca_passphrase_file, "CA口令", again=False)
    passphrase = _passphrase(asked.passphrase_file, "证书口令")
    made = pades.make_signer(asked.folder, asked.name, asked.unit, passphrase, ca_passphrase, now())
    print(f"已发：{made}。请当面交给本人或印章保管人，口令由其自己设定和保管。")
    print(pades.WORTH)
    return 0


def run_verify(asked: argparse.Namespace) -> int:
    """查验签名文件. Exit 0 sound, 3 not to be believed, 2 no such file.

    JSON: {sound, sentence, reasons, signatures: [{field, signer, unit, time, intact, valid, trusted, coverage,
    modification, docmdp_ok, certifies, fault}], open_fields, issued_kept}.
    """
    issued = _read(asked.issued) if asked.issued else None
    verdict = pades.verify(_read(asked.file), [_read(root) for root in asked.ca], now(), issued)
    if asked.json:
        say(asdict(verdict))
    else:
        _print(verdict)
    return SOUND if verdict.sound else UNSOUND


def _print(verdict: Verdict) -> None:
    print(verdict.sentence)
    for each in verdict.signatures:
        time = f"{each.time:%Y-%m-%d %H:%M}" if each.time else "时间不明"
        print(f"{'完好' if each.sound else '不能采信'}　{each.signer}（{each.unit}）　{time}　签名域 {each.field}")
    if verdict.issued_kept:
        print("文件以签发原件开头，原件一个字节也没有改动。")
    print(pades.WORTH)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise RuleBroken(f"读不到文件 {path}。") from wrong


def _passphrase(file: Path | None, what: str, *, again: bool = True) -> str:
    if file is not None:
        return _read(file).decode("utf-8").split("\n")[0].strip()
    if not sys.stdin.isatty():
        raise RuleBroken(f"没有键盘可以输入{what}；请用口令文件。")
    first = getpass.getpass(f"{what}：")
    if again and getpass.getpass(f"再输入一次{what}：") != first:
        raise RuleBroken("两次输入的口令不一样，请重新运行。")
    return first
