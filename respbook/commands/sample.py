"""respbook sample: what stands in front of the site and what starts it, ready to be adapted."""

import argparse
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "samples"
SAMPLES = {"caddy": "Caddyfile", "nginx": "nginx.conf", "systemd": "respbook.service"}


def register(words: Any) -> None:
    """Add ``sample`` to the command line."""
    parser = words.add_parser("sample", help="打印代理和服务的样例配置")
    parser.add_argument("which", choices=SAMPLES, metavar="caddy|nginx|systemd")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """样例配置: prints a proxy that buffers whole requests and speaks https, or the unit that starts the site. Exit 0."""
    print((FOLDER / SAMPLES[asked.which]).read_text("utf-8"), end="")
    return 0
