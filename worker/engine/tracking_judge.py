"""Whether a person opened and clicked: judged once a burst can be seen whole, and again whenever more is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from worker.rules.human_or_machine import Touch, judge
from worker.rules.signal_kind import SignalKind
from worker.store.models.message import Message
from worker.store.models.signal import Signal

WAIT = timedelta(seconds=60)
"""So long nothing new must have come before a letter's touches are judged."""
LONGEST_WAIT = timedelta(minutes=10)
"""Whoever goes on touching a letter puts off no judgement for longer."""
TOUCHES = (SignalKind.OPENED.value, SignalKind.CLICKED.value)
_EVIDENCE = (*TOUCHES, SignalKind.DELIVERED.value, SignalKind.REPLIED.value)


def await_judgement(message: Message, signals: Iterable[Signal], fresh_kinds: Iterable[str], now: datetime) -> None:
    """Set when the letter's touches are to be judged, if what is fresh is a touch, or says something about touches."""
    touches = [signal for signal in signals if signal.kind in TOUCHES]
    if not touches or not any(kind in _EVIDENCE for kind in fresh_kinds):
        return
    undecided = [signal.received_at for signal in touches if signal.human is None]
    message.judge_at = min(now + WAIT, min(undecided, default=now) + LONGEST_WAIT)


def judge_letter(message: Message, signals: Sequence[Signal]) -> None:
    """Give every touch its probability and evidence, and the letter its times, from all signals about it.

    The same whatever their order, and however often it is done. Haste is measured from the provider's own word of delivery,
    where it gave one. What was heard is kept as it was.
    """
    touches = [signal for signal in signals if signal.kind in TOUCHES]
    told = [signal.at for signal in signals if signal.kind == SignalKind.DELIVERED.value]
    replied = [signal.at for signal in signals if signal.kind == SignalKind.REPLIED.value]
    judged = judge(
        [_touch(signal) for signal in touches], min(told, default=None), message.link_count, replied_at=max(replied, default=None)
    )
    for signal, judgement in zip(touches, judged, strict=True):
        signal.human = judgement.is_person
        signal.detail = {**signal.detail, "probability": judgement.probability, "evidence": list(judgement.evidence)}
    opens = [signal.at for signal in touches if signal.human and signal.kind == SignalKind.OPENED.value]
    clicks = [signal.at for signal in touches if signal.human and signal.kind == SignalKind.CLICKED.value]
    message.opened_at, message.clicked_at = max(opens, default=None), max(clicks, default=None)
    message.machine_touched = any(signal.human is False for signal in touches)
    message.judge_at = None


def _touch(signal: Signal) -> Touch:
    return Touch(
        kind="opened" if signal.kind == SignalKind.OPENED.value else "clicked",
        at=signal.at,
        user_agent=signal.detail.get("user_agent"),
        machine_flag=signal.detail.get("machine_flag"),
        url=signal.detail.get("url"),
        method=signal.detail.get("method"),
        rewriter=signal.detail.get("rewriter"),
    )
