"""respbook pades: a local CA, certificates, the list of trusted authorities, and the verification of a signed file."""

import argparse
import getpass
import hashlib
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from respbook import pades
from respbook.actions import trust
from respbook.commands.house import founded, now, opened, say
from respbook.pades.values import Finding, Verdict
from respbook.queries.trust import Roots, signed_moments
from respbook.queries.trust import roots as list_of_roots
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import system_viewer
from respbook.rules.trust import BY_THE_LIST, TAIL, TRUST_LABELS, TRUST_MEANINGS, Trust, fingerprint_words, trust_of

SOUND, UNSOUND = 0, 3


def register(words: Any) -> None:
    """Add ``pades`` to the command line."""
    deeds = words.add_parser("pades", help="数字签名").add_subparsers(dest="deed", required=True, metavar="做什么")
    ca = deeds.add_parser("make-ca", help="建本机CA")
    ca.add_argument("folder", type=Path, metavar="目录")
    ca.add_argument("--name", required=True, metavar="名称", help="例如：青山镇本机CA")
    ca.add_argument("--passphrase-file", type=Path, metavar="文件", help="口令在文件的第一行；不给就在键盘上输入")
    ca.set_defaults(run=run_make_ca)
    signer = deeds.add_parser("make-signer", help="发签名证书")
    signer.add_argument("folder", type=Path, metavar="CA目录")
    signer.add_argument("--name", required=True, metavar="名称", help="人名；单位印章就写单位全称")
    signer.add_argument("--unit", required=True, metavar="单位")
    signer.add_argument("--passphrase-file", type=Path, metavar="文件")
    signer.add_argument("--ca-passphrase-file", type=Path, metavar="文件")
    signer.set_defaults(run=run_make_signer)
    trusting = deeds.add_parser("trust", help="登记受信任的签发机构")
    trusting.add_argument("file", type=Path, metavar="根证书.pem")
    trusting.add_argument("--local", action="store_true", help="本单位自建的（make-ca），不称可靠电子签名")
    trusting.set_defaults(run=run_trust)
    verify = deeds.add_parser("verify", help="查验签名文件")
    verify.add_argument("file", type=Path, metavar="文件")
    verify.add_argument("--ca", type=Path, action="append", default=[], metavar="ca.pem", help="不给就按系统的名单")
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


def run_trust(asked: argparse.Namespace) -> int:
    """登记受信任的签发机构 on the list of this site, after its fingerprint was compared. Exit 0, 2 refused."""
    root = pades.read_root(_read(asked.file), now())
    with opened().app_context():
        row = trust.add(root, root.sha256[-TAIL:], asked.local, by=system_viewer("命令行"), now=now())
        kind = "本单位自建" if row.local else "第三方机构"
        print(f"已登记：{row.name}（{kind}），有效期{day(row.starts_on)}至{day(row.ends_on)}。")
    print(f"指纹（SHA-256）：{fingerprint_words(root.sha256)}")
    print("请与签发机构公布的指纹逐位核对；不一致的，马上到“证书机构”页移出名单。")
    if asked.local:
        print(pades.WORTH)
    return 0


def run_verify(asked: argparse.Namespace) -> int:
    """查验签名文件. Exit 0 sound, 3 not to be believed, 2 no such file.

    Without --ca the authorities on this site's list are believed; what a signature is called goes by the list in any case.
    JSON: {sound, sentence, reasons, signatures: [{field, signer, unit, time, intact, valid, trusted, coverage,
    modification, docmdp_ok, certifies, fault, root, trust, label}], open_fields, issued_kept}.
    """
    issued = _read(asked.issued) if asked.issued else None
    content, given = _read(asked.file), [_read(root) for root in asked.ca]
    roots, moments = _list(content)
    listed = [each.encode("ascii") for each in roots.certificates]
    if not given and not listed:
        raise RuleBroken("系统的名单上没有受信任的签发机构；请用 --ca 指定根证书，或先运行 respbook pades trust 登记。")
    verdict = pades.verify(content, given or listed, now(), issued, listed=listed, moments=moments)
    if asked.json:
        say(
            {**asdict(verdict), "signatures": [{**asdict(each), **_called(each, roots)} for each in verdict.signatures]}
        )
    else:
        _print(verdict, roots)
    return SOUND if verdict.sound else UNSOUND


def _list(content: bytes) -> tuple[Roots, dict[str, datetime]]:
    """The list of this site and when its book says that the file was signed; neither where no site was set up."""
    if not founded():
        return Roots(()), {}
    with opened().app_context():
        return list_of_roots(), signed_moments(hashlib.sha256(content).hexdigest())


def _called(each: Finding, roots: Roots) -> dict[str, str]:
    found = roots.named(each.root)
    what = trust_of(found.local if found else None)
    return {"trust": str(what), "label": f"{TRUST_LABELS[what]}（{BY_THE_LIST}）"}


def _print(verdict: Verdict, roots: Roots) -> None:
    print(verdict.sentence)
    for each in verdict.signatures:
        time = f"{each.time:%Y-%m-%d %H:%M}" if each.time else "时间不明"
        print(f"{'完好' if each.sound else '不能采信'}　{each.signer}（{each.unit}）　{time}　签名域 {each.field}")
        print(f"　　{_called(each, roots)['label']}")
    if verdict.issued_kept:
        print("文件以签发原件开头，原件一个字节也没有改动。")
    for what in Trust:
        if what in {_called(each, roots)["trust"] for each in verdict.signatures}:
            print(TRUST_MEANINGS[what])


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
