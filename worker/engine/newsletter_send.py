"""Sending an issue: claim a page, gate it, hand its letters over, write down what came of them, ask for the next."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from worker.delivery.batch import BatchLetter, BatchTransport, copy_for
from worker.delivery.transport import ChannelDown, InDoubt, NotSent, Outcome
from worker.engine.hand_over import hand_over
from worker.engine.newsletter_claim import Claimed, claim_page, give_back, settle
from worker.engine.newsletter_page import prepare_page
from worker.engine.newsletter_record import record_batches
from worker.engine.parts import Parts

_log = structlog.get_logger(__name__)


def send_newsletter(parts: Parts, slug: str) -> int:
    """Work a page of the issue, and ask for the next; returns how many letters were handed over.

    People locked, gate, `sending` committed; one call for each locale and variant; answers recorded. Killed before the
    commit, nothing has left and the page is somebody else's once its lease is over; killed after it, that page's letters are
    in doubt. The next page goes to whoever is free: issues and letters share the workers page by page.
    """
    page = claim_page(parts, slug)
    if page is None:
        settle(parts, slug)
        return 0
    left = _work(parts, slug, page)
    parts.hints.send("newsletter", slug)
    return left


def _work(parts: Parts, slug: str, page: Claimed) -> int:
    batches = _prepared(parts, page)
    outcomes = hand_over_batches(parts, batches)
    record_batches(parts, slug, page, list(zip(batches, outcomes, strict=True)))
    return sum(len(batch.recipients) for batch in batches)


def _prepared(parts: Parts, page: Claimed) -> list[BatchLetter]:
    """The page's letters. A page that cannot be prepared now is free again soon: nothing has left for it."""
    try:
        return prepare_page(parts, page)
    except Exception:
        give_back(parts, page)
        raise


def hand_over_batches(parts: Parts, batches: Sequence[BatchLetter]) -> list[Sequence[Outcome]]:
    """What came of each batch, recipient by recipient. Never raises for what a transport does: what raised is in doubt.

    Once the channel refuses us, or a call is in doubt, the rest of the page is not tried: it has certainly not left.
    """
    outcomes: list[Sequence[Outcome]] = []
    closed: str | None = None
    for batch in batches:
        if closed is not None:
            outcomes.append([NotSent(closed)] * len(batch.recipients))
            continue
        came = _send(parts, batch)
        outcomes.append(came)
        if any(isinstance(one, ChannelDown | InDoubt) for one in came):
            closed = "not tried: the answer to the call before was no plain yes or no"
    return outcomes


def _send(parts: Parts, batch: BatchLetter) -> Sequence[Outcome]:
    if not isinstance(parts.transport, BatchTransport):
        return hand_over(parts, [copy_for(batch, recipient) for recipient in batch.recipients])
    try:
        return parts.transport.send_batch(batch, parts.now())
    except Exception as error:  # noqa: BLE001 - what was committed as sending must be recorded
        _log.exception("a transport raised instead of answering")
        return [InDoubt(f"the transport failed: {type(error).__name__}")] * len(batch.recipients)
