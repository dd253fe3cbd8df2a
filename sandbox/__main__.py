"""`python -m sandbox`: a sandbox in the foreground."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from sandbox.config import SandboxConfig
from sandbox.server import PortTaken, serve


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sandbox", description="A stand-in for SendGrid on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=8025, help="port on 127.0.0.1 (0: a free one)")
    parser.add_argument("--mailbox", type=Path, required=True, metavar="FILE", help="SQLite file that keeps everything")
    parser.add_argument("--api-key", default="sandbox", metavar="KEY", help="the key that mail/send asks for")
    parser.add_argument("--events-url", metavar="URL", help="where event webhooks are posted")
    parser.add_argument("--inbound-url", metavar="URL", help="where inbound mail is posted")
    parser.add_argument("--signing-key", type=Path, metavar="PEM", help="EC P-256 private key that signs event webhooks")
    parser.add_argument("--time-file", type=Path, metavar="FILE", help="the handed-in time")
    parser.add_argument("--people", choices=("none", "default"), default="none", help="whether everybody gets a person to play")
    parser.add_argument("--people-file", type=Path, metavar="JSON", help="object of address or *@domain to persona")
    parser.add_argument("--reply-domain", metavar="DOMAIN", help="only mail to this domain is posted inbound")
    parser.add_argument("--seed", type=int, default=1, help="decides who is who, and when they do what")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Runs until told to stop; 1 when it cannot start."""
    options = _options().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        serve(SandboxConfig(**vars(options)))
    except (PortTaken, ValueError, OSError) as problem:
        sys.stderr.write(f"sandbox: {problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
