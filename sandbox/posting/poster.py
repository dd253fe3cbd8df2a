"""What both kinds of posting share: a thread that takes turns, and pauses that grow after a failure."""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence

import urllib3

from sandbox.clock import HandedClock
from sandbox.config import SandboxConfig
from sandbox.mailbox.outbox import Outbox, Waiting

POLL_SECONDS = 0.01
_TIMEOUT = urllib3.Timeout(connect=5, read=30)


class Poster(ABC):
    """Posts what waits in the outbox, in its own thread, until stopped."""

    name = "poster"

    def __init__(self, config: SandboxConfig, outbox: Outbox, clock: HandedClock) -> None:
        self.config = config
        self.outbox = outbox
        self.clock = clock
        self.log = logging.getLogger(f"sandbox.{self.name}")
        self.turn = threading.Lock()
        """Held while something is being posted; who holds it decides what goes first."""
        self._http = urllib3.PoolManager(retries=False, timeout=_TIMEOUT)
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"sandbox-{self.name}", daemon=True)

    def start(self) -> None:
        """Begins to post."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the post that is on its way."""
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=3)
        self._http.clear()

    def wake(self) -> None:
        """Says that there is something new."""
        self._wake.set()

    @abstractmethod
    def round(self) -> bool:
        """Posts one batch of what may go now; False when there was nothing."""

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                with self.turn:
                    worked = self.round()
            except Exception:
                # A poster that dies would leave everything waiting for ever.
                self.log.exception("posting failed")
                worked = False
            if not worked:
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> tuple[int | None, str]:
        """One POST without redirects: the status, or None and what went wrong."""
        try:
            response = self._http.request("POST", url, body=body, headers=headers, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            return None, f"no answer: {type(error).__name__}"
        return response.status, f"{response.status}"

    def put_off(self, posts: Sequence[Waiting], answer: str) -> None:
        """Due again after a pause that grows with each failure; given up after a day."""
        now = time.time()
        lasting: list[Waiting] = []
        spent: list[Waiting] = []
        for post in posts:
            (spent if post.first_try and now - post.first_try > self.config.give_up_after else lasting).append(post)
        pauses = self.config.retry_pauses
        for post in lasting:
            self.outbox.failed([post], now, now + pauses[min(post.attempts, len(pauses) - 1)], answer)
        if spent:
            self.log.error("given up after %s s: %d posts (%s)", self.config.give_up_after, len(spent), answer)
            self.outbox.dropped(spent, self.clock.timestamp(), f"given up: {answer}")
