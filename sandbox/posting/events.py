"""Event webhooks: a JSON array, signed, many messages in one post; anything but 2xx is tried again (SendGrid: for 24 h)."""

from __future__ import annotations

import time
from itertools import groupby, takewhile

from sandbox.clock import HandedClock
from sandbox.config import SandboxConfig
from sandbox.mailbox.outbox import Outbox, Waiting
from sandbox.posting.poster import Poster
from sandbox.signing import EventSigner

BATCH = 500


class EventPoster(Poster):
    """Posts event webhooks."""

    name = "events"

    def __init__(self, config: SandboxConfig, outbox: Outbox, clock: HandedClock, signer: EventSigner) -> None:
        super().__init__(config, outbox, clock)
        self.signer = signer
        self._last_post = 0.0

    def round(self) -> bool:
        """Posts what may go now; False when there was nothing."""
        waiting = self.outbox.waiting("event", self.clock.timestamp(), time.time(), BATCH)
        if not waiting:
            return False
        pause = self._last_post + self.config.post_pause - time.monotonic()
        if pause > 0:
            # A burst travels in batches; what comes alone has not waited at all.
            time.sleep(pause)
            waiting = self.outbox.waiting("event", self.clock.timestamp(), time.time(), BATCH)
        self._post_batch(_first_batch(waiting))
        self._last_post = time.monotonic()
        return True

    def post_now(self, first_letter: int, last_letter: int) -> None:
        """Posts what is known about some letters at once. The caller holds `turn`."""
        waiting = self.outbox.waiting("event", float("inf"), time.time(), 5000, (first_letter, last_letter))
        for _, group in groupby(waiting, key=lambda post: post.id if post.alone else -1):
            self._post_batch(list(group))

    def _post_batch(self, posts: list[Waiting]) -> None:
        url = self.config.events_url
        if url is None:
            return
        now = self.clock.timestamp()
        body = b"[" + b",\r\n".join(post.body for post in posts) + b"]\r\n"
        headers = {"Content-Type": "application/json", "User-Agent": "SendGrid Event API", **self.signer.headers(body, int(now))}
        status, answer = self.post(url, body, headers)
        if status is not None and 200 <= status < 300:
            self.outbox.posted(posts, now, answer)
        else:
            self.log.warning("event webhook not taken (%s), %d events wait", answer, len(posts))
            self.put_off(posts, answer)


def _first_batch(waiting: list[Waiting]) -> list[Waiting]:
    if waiting[0].alone:
        return waiting[:1]
    return list(takewhile(lambda post: not post.alone, waiting))
