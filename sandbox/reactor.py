"""Lets people do what is due: every few milliseconds it looks at the handed-in time and runs the reactions up to it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping

from sandbox.act import Act, Done, Scene, TryAgain
from sandbox.cast import Cast
from sandbox.clock import HandedClock
from sandbox.config import SandboxConfig
from sandbox.dice import Dice
from sandbox.loopback import Loopback
from sandbox.mailbox.file import MailboxFile
from sandbox.mailbox.letters import Letters
from sandbox.mailbox.outbox import Outbox
from sandbox.mailbox.reactions import Reaction, Reactions

POLL_SECONDS = 0.01
ATTEMPTS = 40


class Reactor:
    """Runs due reactions in order, in one thread, until stopped."""

    def __init__(
        self, config: SandboxConfig, clock: HandedClock, file: MailboxFile, letters: Letters, outbox: Outbox,
        reactions: Reactions, cast: Cast, acts: Mapping[str, Act], posted: Callable[[], None],
    ) -> None:  # fmt: skip
        self._config, self._clock, self._file, self._cast = config, clock, file, cast
        self._letters, self._outbox, self._reactions = letters, outbox, reactions
        self._acts = acts
        self._posted = posted
        self._web = Loopback()
        self._log = logging.getLogger("sandbox.reactor")
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-reactor", daemon=True)

    def start(self) -> None:
        """Begins to run what is due."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the reaction under way."""
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=3)

    def wake(self) -> None:
        """Says that something may have become due."""
        self._wake.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                worked = self._round()
            except Exception:  # noqa: BLE001 - logged
                # A reactor that dies would leave everybody silent for ever.
                self._log.exception("reactions stopped for a moment")
                worked = False
            if not worked:
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()

    def _round(self) -> bool:
        due = self._reactions.due(self._clock.timestamp(), time.time(), 100)
        for reaction in due:
            if self._stopped.is_set():
                return False
            self._play(reaction)
        return bool(due)

    def _play(self, reaction: Reaction) -> None:
        letter = self._letters.get(reaction.letter_id)
        act = self._acts.get(reaction.act)
        now = self._clock.timestamp()
        if letter is None or act is None:
            self._reactions.failed(reaction, now, f"nobody can {reaction.act} letter {reaction.letter_id}")
            return
        mark = str(reaction.id)
        dice = Dice("act", reaction.act, *self._cast.marks(letter))
        scene = Scene(letter, reaction.args, now, dice, self._web, self._config.reply_domain, mark)
        try:
            done = act.run(scene)
        except TryAgain as reason:
            self._put_off(reaction, str(reason), now)
            return
        except Exception as error:  # noqa: BLE001 - logged and recorded; one act that breaks must not stop the others
            self._log.exception("reaction %d (%s) failed", reaction.id, reaction.act)
            self._reactions.failed(reaction, now, f"{type(error).__name__}: {error}")
            return
        self._keep(reaction, done, now)

    def _keep(self, reaction: Reaction, done: Done, now: float) -> None:
        # Together, so that there is no moment in which the act is done and its webhook is not yet waiting.
        with self._file.writing() as connection:
            self._outbox.add(connection, done.posts)
            self._reactions.done(connection, reaction, now, done.note)
        if done.posts:
            self._posted()

    def _put_off(self, reaction: Reaction, reason: str, now: float) -> None:
        if reaction.attempts + 1 >= ATTEMPTS:
            self._log.error("reaction %d (%s) given up: %s", reaction.id, reaction.act, reason)
            self._reactions.failed(reaction, now, f"given up: {reason}")
            return
        pauses = self._config.retry_pauses
        self._reactions.again(reaction, time.time() + pauses[min(reaction.attempts, len(pauses) - 1)], reason)
