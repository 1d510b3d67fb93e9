"""respbook cert: a certificate authority of the office's own, and with it the site's certificate for https (safety R101)."""

import argparse
from pathlib import Path
from typing import Any

from respbook.commands.house import now
from respbook.settings import SettingsError


def register(words: Any) -> None:
    """Add ``cert`` to the command line."""
    parser = words.add_parser("cert", help="生成内部根证书和网站证书")
    parser.add_argument("folder", type=Path, metavar="目录")
    parser.add_argument("--host", action="append", required=True, metavar="网址或IP", help="可写多次")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """网站证书: DIR/site.pem and site.key for the proxy, DIR/public/ca/ with the root certificate and how to install it.

    Asked again, it renews the site's certificate under the same root, so that no phone has anything to install. Needs
    respbook[tls]. Exit 0, 2 refused.
    """
    try:
        from respbook.pades import site_certificate
    except ImportError:
        raise SettingsError("没有安装证书组件。请运行 pip install 'respbook[tls]'。") from None
    made = site_certificate.make(asked.folder, tuple(asked.host), now())
    print(f"网站证书：{made.certificate}、{made.key}（到{made.until:%Y-%m-%d}为止，到期前再运行一次本命令即可续）。")
    print(f"根证书和安装说明：{made.page.parent}。指纹（SHA-256）：{made.fingerprint}")
    print("代理的样例配置：respbook sample caddy 或 respbook sample nginx。根证书的密钥 ca.key 请另存一份，妥善保管。")
    return 0
