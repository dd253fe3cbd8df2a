"""Figure `smtp_letters`: letters by the transport `smtp` into Postfix's `smtp-sink`, beside Postfix's own `smtp-source`."""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from time import perf_counter
from uuid import uuid4

from bench.ground import free_port, running, wait_for
from bench.result import Row
from worker.delivery.smtp import SmtpTransport
from worker.delivery.smtp_address import SmtpAddress, SmtpLimits
from worker.delivery.smtp_message import message_bytes
from worker.delivery.transport import Accepted, Mailbox, OutgoingLetter

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LETTERS = 20_000
REACH = 0.25
_SESSIONS = 4
_BACKLOG = "1000"
_PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"))
_HTML = '<p style="margin:0 0 16px">It was good to meet you, and to hear how you work. Åse and Jörg say so, too.</p>\n' * 150
_TEXT = "It was good to meet you, and to hear how you work.\n" * 30


def smtp_letters(letters: int = LETTERS) -> list[Row]:
    """Letters a second, single, over four sessions, nothing but the transport; and the same bytes by `smtp-source`."""
    sink, source = shutil.which("smtp-sink", path=_PLACES), shutil.which("smtp-source", path=_PLACES)
    if sink is None or source is None:
        note = "needs Postfix's smtp-sink and smtp-source: apt-get install postfix (or brew install postfix)"
        return [Row("smtp_letters", 0, "letters/s", reach=REACH, note=note)]
    port = free_port()
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    with running([sink, *as_nobody, f"127.0.0.1:{port}", _BACKLOG]):
        transport = SmtpTransport(
            SmtpAddress("127.0.0.1", port, security="none"),
            SmtpLimits(timeout_seconds=60, letters_per_connection=1000),
            lambda message_id: f"r.{message_id.hex}@reply.northwind.example",
            "northwind.example",
        )
        wait_for(lambda: _send(transport, 1) == 1, 10, "smtp-sink", every_seconds=0.2)
        floor = _of_postfix(source, port, letters)
        start = perf_counter()
        taken = _send(transport, letters)
        value = letters / (perf_counter() - start)
        transport.close()
    if taken != letters:
        return [Row("smtp_letters", 0, "letters/s", reach=REACH, note=f"only {taken} of {letters} were taken")]
    return [Row("smtp_letters", value, "letters/s", floor, value / floor, REACH)]


def _of_postfix(source: str, port: int, letters: int) -> float:
    """`smtp-source` keeps its sessions, too (`-d`), and sends as many bytes."""
    size = str(len(message_bytes(_letter(0), NOW)))
    command = [source, "-d", "-s", str(_SESSIONS), "-m", str(letters), "-l", size, f"127.0.0.1:{port}"]
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - Postfix's own
    return letters / (perf_counter() - start)


def _send(transport: SmtpTransport, letters: int) -> int:
    def one_session(first: int) -> int:
        numbers = range(first, letters, _SESSIONS)
        return sum(isinstance(transport.send(_letter(number), NOW), Accepted) for number in numbers)

    with suppress(OSError), ThreadPoolExecutor(_SESSIONS) as sessions:
        return sum(sessions.map(one_session, range(_SESSIONS)))
    return 0


def _letter(number: int) -> OutgoingLetter:
    return OutgoingLetter(
        message_id=uuid4(),
        to=Mailbox(f"ada{number}@candidate.example", "Ada Lovelace"),
        sender=Mailbox("rosa@northwind.example", "Rosa Lindqvist"),
        reply_to=Mailbox("r.token@reply.northwind.example", "Rosa Lindqvist"),
        subject="Tak for snakken, Åse",
        html=_HTML,
        text=_TEXT,
        headers={
            "List-Unsubscribe": f"<https://rapport.northwind.example/u/{number}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
