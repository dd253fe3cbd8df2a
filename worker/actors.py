"""The actors: a few lines each, one use case each. Every campaign becomes its own, `campaign.<name>`, by discovery."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import dramatiq
import structlog
from dramatiq import Broker
from sqlalchemy.exc import SQLAlchemyError

from worker.broker import EVENTS_QUEUE, HINTS_QUEUE
from worker.engine.consent_due import tend_consent
from worker.engine.deliver import deliver
from worker.engine.fan_out import fan_out
from worker.engine.handoff_reminders import remind
from worker.engine.hear import hear
from worker.engine.newsletter_send import send_newsletter
from worker.engine.outbound_send import tell_upstream
from worker.engine.parts import Parts
from worker.engine.react import react
from worker.engine.record import record
from worker.engine.service_mail import post
from worker.engine.take_in import take_in_or_bury
from worker.engine.tracking_due import judge_due

_log = structlog.get_logger(__name__)
_LONGEST_WAIT_SECONDS = 30.0


def declare_actors(broker: Broker, parts: Parts) -> None:
    """Declare every actor on the broker. None of them retries: what fails is still in the database, and is swept up."""

    def actor(name: str, work: Callable[..., Any], queue: str = HINTS_QUEUE) -> None:
        dramatiq.actor(actor_name=name, queue_name=queue, broker=broker)(work)

    actor("record", lambda: _quietly(record, parts))
    actor("hear", lambda: _quietly(hear, parts))
    actor("tend_consent", lambda: _quietly(tend_consent, parts))
    actor("judge", lambda: _quietly(judge_due, parts))
    actor("deliver", lambda ids, lease: _quietly(deliver, parts, ids, lease))
    actor("post", lambda ids, lease: _quietly(post, parts, ids, lease))
    actor("fan_out", lambda ids, lease: _quietly(fan_out, parts, ids, lease))
    actor("remind", lambda ids, lease: _quietly(remind, parts, ids, lease))
    actor("tell_upstream", lambda seqs, lease: _quietly(tell_upstream, parts, seqs, lease))
    actor("newsletter", lambda slug: _quietly(send_newsletter, parts, slug))
    for name in parts.campaigns:
        actor(f"campaign.{name}", lambda name=name: _quietly(react, parts, name))
    actor("take_in", lambda *events, **named: _until_stored(parts, (*events, *named.values())), EVENTS_QUEUE)


def _quietly(use_case: Callable[..., int], *args: object) -> None:
    """Run a use case; a failure is logged, and the sweep brings the work back."""
    try:
        use_case(*args)
    except Exception:  # noqa: BLE001 - whatever it was, the work is still a row
        _log.exception("a use case failed; its work is still in the database", use_case=use_case.__name__)


def _until_stored(parts: Parts, events: tuple[object, ...]) -> None:
    """Python upstreams send events here: one, several, or a list. Tried until stored: only then is the message acknowledged."""
    flat = [event for item in events for event in (item if isinstance(item, list) else [item])]
    raws = [json.dumps(event, ensure_ascii=True) for event in flat]  # spells whatever came; what is wrong with it is told
    wait = 0.5
    while True:
        try:
            take_in_or_bury(parts, raws, door="dramatiq")
            return
        except SQLAlchemyError as error:  # whichever it was, Dramatiq would take the message for done
            _log.warning("the database is away; the events stay here", error=type(error).__name__, wait_seconds=wait)
            time.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT_SECONDS)
