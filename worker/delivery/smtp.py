"""The transport `smtp`: one transaction with a mail server for each letter, over sessions that are used again."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

from worker.delivery.batch import BatchLetter, copy_for
from worker.delivery.batch_rules import refusals
from worker.delivery.letter_rules import why_refused, wire_address
from worker.delivery.smtp_address import SmtpAddress, SmtpLimits
from worker.delivery.smtp_answer import outcome_of, why_no_session
from worker.delivery.smtp_connection import CutAfterLetterLeft, NoEncryption, SmtpConnection
from worker.delivery.smtp_message import message_bytes
from worker.delivery.smtp_pool import SmtpPool
from worker.delivery.smtp_signature import DkimSigner
from worker.delivery.strange_words import without_addresses
from worker.delivery.transport import ChannelDown, InDoubt, NotSent, Outcome, OutgoingLetter, Refused

_MOST_IN_DOUBT = 3
_MOST_IN_A_ROW = 5
_SERVICE_ENDS = 421


class SmtpTransport:
    """Hands letters to a mail server, and says exactly what came of each. Many threads may use it.

    `return_path` gives the address that bounces of a letter come back to. With a `signer` letters are signed here. Neither
    password nor letter is ever logged.
    """

    name = "smtp"
    largest_batch = 50

    def __init__(
        self,
        address: SmtpAddress,
        limits: SmtpLimits,
        return_path: Callable[[UUID], str],
        own_name: str,
        *,
        context: ssl.SSLContext | None = None,
        signer: DkimSigner | None = None,
    ) -> None:
        self._limits, self._return_path, self._signer = limits, return_path, signer
        self._pool = SmtpPool(address, limits, context or ssl.create_default_context(), own_name)

    def send(self, letter: OutgoingLetter, now: datetime) -> Outcome:
        """Hand over one letter. Never raises for what a server or the network can do."""
        refusal = why_refused(letter)
        if refusal is not None:
            return Refused(refusal)
        try:
            content = message_bytes(letter, now)
            content = content if self._signer is None else self._signer.signed(content)
        except ValueError as error:
            return Refused(f"it cannot be written as a mail ({type(error).__name__})")
        to = wire_address(letter.to.address) or ""
        return self._deliver(self._return_path(letter.message_id), to, content)

    def send_batch(self, batch: BatchLetter, now: datetime) -> Sequence[Outcome]:
        """Hand over a batch copy by copy, over a few sessions at a time. Never raises for what a server or the network can do.

        Once the server refuses us, takes no more, or leaves a few in doubt, the rest is not tried: it has certainly not left.
        """
        outcomes = refusals(batch)
        good = [place for place in range(len(batch.recipients)) if place not in outcomes]
        closed = _Closed()

        def send_these(places: Sequence[int]) -> None:
            for place in places:
                outcomes[place] = closed.outcome or self.send(copy_for(batch, batch.recipients[place]), now)
                closed.learn(outcomes[place])

        if good:
            lanes = max(1, min(self._limits.batch_connections, len(good) // 2))
            with ThreadPoolExecutor(lanes, thread_name_prefix="smtp") as threads:
                for done in [threads.submit(send_these, good[lane::lanes]) for lane in range(lanes)]:
                    done.result()
        return [outcomes[place] for place in range(len(batch.recipients))]

    def close(self) -> None:
        """Say goodbye to the server; a later `send` greets it anew."""
        self._pool.close()

    def _deliver(self, sender: str, to: str, content: bytes) -> Outcome:
        """By a kept session; where that turns out to be dead before the letter has left, once more by a new one."""
        for fresh in (False, True):
            try:
                session = self._pool.take(fresh=fresh)
            except (OSError, NoEncryption, UnicodeError) as error:
                return why_no_session(error)
            used_before = session.letters > 0
            session.must_end_in(self._limits.timeout_seconds)
            try:
                return self._hand_over(session, sender, to, content)
            except CutAfterLetterLeft as cut:
                return InDoubt(f"no answer after the letter had left ({cut})")
            except OSError as error:
                if not used_before or isinstance(error, TimeoutError):
                    return NotSent(without_addresses(f"{type(error).__name__}: {error}"))
        raise AssertionError("a new session has had no letter before")

    def _hand_over(self, session: SmtpConnection, sender: str, to: str, content: bytes) -> Outcome:
        reply = session.deliver(sender, to, content)
        if reply.code == _SERVICE_ENDS:
            session.close()
        self._pool.give_back(session)
        return outcome_of(reply)


class _Closed:
    """Whether the rest of a batch is still worth trying."""

    def __init__(self) -> None:
        self._in_doubt = self._in_a_row = 0
        self.outcome: Outcome | None = None

    def learn(self, outcome: Outcome) -> None:
        self._in_doubt += isinstance(outcome, InDoubt)
        self._in_a_row = self._in_a_row + 1 if isinstance(outcome, NotSent) else 0
        if isinstance(outcome, ChannelDown):
            self.outcome = NotSent("not tried: the server refused us just before")
        elif self._in_doubt >= _MOST_IN_DOUBT:
            self.outcome = NotSent("not tried: several answers just before were in doubt")
        elif self._in_a_row >= _MOST_IN_A_ROW:
            self.outcome = NotSent("not tried: the server took none of several letters just before")
