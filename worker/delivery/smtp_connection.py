"""One session with a mail server (RFC 5321): every step has to end by a given instant, and every reply is bounded.

The standard library's `smtplib` says hello and logs in; the letters themselves go in two round trips where the server takes
PIPELINING (RFC 2920), and a failure says whether the whole letter may have left (`CutAfterLetterLeft`) or certainly not.
"""

from __future__ import annotations

import contextlib
import select
import smtplib
import socket
import ssl
import time
from dataclasses import dataclass

from worker.delivery.smtp_address import SmtpAddress

_PIECE = 65_536
_LONGEST_REPLY = 16_000
"""Octets; a reply line is 512 at most (RFC 5321 §4.5.3.1.5), and a reply to EHLO some dozens of lines."""
_END = b".\r\n"


class CutAfterLetterLeft(Exception):
    """No legible answer came after the last byte of a letter had been handed over: it may have been taken, or not."""


class NoEncryption(Exception):
    """The server does not offer STARTTLS, and the letters may not go in the open."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server said, to which command."""

    to: str
    """MAIL, RCPT, DATA, or END for the answer to the letter itself."""
    code: int
    text: bytes


class SmtpConnection(smtplib.SMTP):
    """A session of ours. Not for several threads at a time. Any failure but a plain reply closes it."""

    def __init__(self, own_name: str) -> None:
        super().__init__(local_hostname=own_name)
        self._due = 0.0
        self._unread = bytearray()
        self._needs_reset = False
        self.letters = 0
        """How many it has been given so far."""
        self.last_used = 0.0

    def must_end_in(self, seconds: float) -> None:
        """Whatever is done from now on altogether has to be over by then; else it fails with `OSError`."""
        self._due = time.monotonic() + seconds

    def open(self, address: SmtpAddress, context: ssl.SSLContext) -> None:
        """Connect, encrypt, say hello, log in.

        Raises OSError (DNS, refusal, TLS, time-out, and SMTPException for what the server says), or `NoEncryption`.
        """
        sock = socket.create_connection((address.host, address.port), self._left())
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = sock
        if address.security == "tls":
            self.sock = context.wrap_socket(sock, server_hostname=address.host)
        code, text = self.getreply()
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)
        self.ehlo_or_helo_if_needed()
        if address.security == "starttls":
            self._encrypt(address, context)
        if address.user is not None and address.password is not None:
            self.login(address.user, address.password)

    def _encrypt(self, address: SmtpAddress, context: ssl.SSLContext) -> None:
        if self.sock is None or not self.has_extn("starttls"):
            raise NoEncryption
        code, text = self.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPResponseException(code, text)
        self._unread.clear()  # What was said in the open before TLS began is nobody's word.
        self.sock.settimeout(self._left())
        self.sock = context.wrap_socket(self.sock, server_hostname=address.host)
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False
        self.ehlo_or_helo_if_needed()

    def is_alive(self) -> bool:
        """Whether the server still waits for us: it has neither hung up nor said anything meanwhile."""
        if self.sock is None or self._unread:
            return False
        poll = select.poll()
        poll.register(self.sock, select.POLLIN | select.POLLHUP)
        return not poll.poll(0)

    def deliver(self, sender: str, to: str, content: bytes) -> Reply:
        """Hand over one letter; the last reply, or the first that says no.

        Raises `CutAfterLetterLeft`, or OSError where the letter has certainly not left whole.
        """
        self.letters += 1
        size = f" SIZE={len(content)}" if self.has_extn("size") else ""
        commands = [("MAIL", f"MAIL FROM:<{sender}>{size}"), ("RCPT", f"RCPT TO:<{to}>"), ("DATA", "DATA")]
        if self._needs_reset:
            commands.insert(0, ("RSET", "RSET"))
        self._needs_reset = True
        refusal = self._in_one_go(commands) if self.has_extn("pipelining") else self._one_by_one(commands)
        if refusal is not None:
            return refusal
        self.send(_stuffed(content))
        try:
            code, text = self.getreply()
        except OSError as error:
            raise CutAfterLetterLeft(type(error).__name__) from error
        self._needs_reset = False
        return Reply("END", code, text)

    def _one_by_one(self, commands: list[tuple[str, str]]) -> Reply | None:
        for name, command in commands:
            self.send(command + "\r\n")
            reply = Reply(name, *self.getreply())
            if not _goes_on(reply):
                return reply
        return None

    def _in_one_go(self, commands: list[tuple[str, str]]) -> Reply | None:
        self.send("".join(command + "\r\n" for _, command in commands))
        refusal: Reply | None = None
        for name, _ in commands:
            try:
                reply = Reply(name, *self.getreply())
            except OSError:
                if refusal is None:
                    raise
                return refusal  # It said no and hung up.
            if refusal is None and not _goes_on(reply):
                refusal = reply
            elif refusal is not None and reply.code == 354:
                self.close()  # It waits for a letter to nobody (RFC 2920 §3.1); whatever were sent now would be one.
        return refusal

    def send(self, s: bytes | bytearray | str) -> None:  # type: ignore[override]
        """Write it all, or raise OSError and close."""
        data = memoryview(s.encode("ascii") if isinstance(s, str) else s)
        try:
            if self.sock is None:
                raise smtplib.SMTPServerDisconnected("not connected")
            for start in range(0, len(data), _PIECE):
                self.sock.settimeout(self._left())
                self.sock.sendall(data[start : start + _PIECE])
        except OSError:
            self.close()
            raise

    def getreply(self) -> tuple[int, bytes]:
        """The next reply, its lines joined. Raises OSError, and closes, when there is none or it is not legible."""
        lines: list[bytes] = []
        try:
            while True:
                line = self._line()
                if not line[:3].isdigit() or line[3:4] not in (b"", b" ", b"-"):
                    raise smtplib.SMTPServerDisconnected("the answer is not SMTP")
                lines.append(line[4:].strip())
                if line[3:4] != b"-":
                    return int(line[:3]), b"\n".join(lines)
                if sum(map(len, lines)) > _LONGEST_REPLY:
                    raise smtplib.SMTPServerDisconnected("the answer does not end")
        except OSError:
            self.close()
            raise

    def _line(self) -> bytes:
        while (end := self._unread.find(b"\n")) < 0:
            if self.sock is None or len(self._unread) > _LONGEST_REPLY:
                raise smtplib.SMTPServerDisconnected("no answer can be read")
            self.sock.settimeout(self._left())
            piece = self.sock.recv(_PIECE)
            if not piece:
                raise smtplib.SMTPServerDisconnected("the server hung up")
            self._unread += piece
        line = bytes(self._unread[:end]).rstrip(b"\r")
        del self._unread[: end + 1]
        return line

    def _left(self) -> float:
        left = self._due - time.monotonic()
        if left <= 0:
            raise TimeoutError("time is up")
        return left

    def leave(self) -> None:
        """Say goodbye without waiting long for an answer."""
        with contextlib.suppress(OSError):
            if self.sock is not None:
                self.must_end_in(1.0)
                self.send("QUIT\r\n")
        self.close()


def _goes_on(reply: Reply) -> bool:
    return reply.code == 354 if reply.to == "DATA" else 200 <= reply.code < 300 or reply.to == "RSET"


def _stuffed(content: bytes) -> bytes:
    """With the dots of RFC 5321 §4.5.2, and the end. `content` has CRLF line ends throughout, and at its own end."""
    if content.startswith(b"."):
        content = b"." + content
    return content.replace(b"\r\n.", b"\r\n..") + _END
