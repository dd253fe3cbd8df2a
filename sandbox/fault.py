"""Faults: what can go wrong with a call, armed for the next so many."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Cut = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Effects:
    """What happens to one call; the plain one is how SendGrid behaves on a good day."""

    wait: float = 0.0
    """Real seconds before the answer."""
    cut: Cut | None = None
    """The connection is cut without an answer, before or after the letter was kept."""
    status: int | None = None
    """Answered with this status instead of 202."""
    stored: bool = True
    """Whether a call with another `status` is kept all the same."""
    reset: float = 0.0
    """Handed-in seconds until a 429 is over."""
    copies: int = 1
    late: float = 0.0
    """Handed-in seconds that events are held back."""
    early: bool = False
    reverse: bool = False

    def __or__(self, other: Effects) -> Effects:
        return Effects(
            wait=max(self.wait, other.wait),
            cut=self.cut or other.cut,
            status=self.status or other.status,
            stored=self.stored and other.stored,
            reset=max(self.reset, other.reset),
            copies=max(self.copies, other.copies),
            late=max(self.late, other.late),
            early=self.early or other.early,
            reverse=self.reverse or other.reverse,
        )


@dataclass(frozen=True, slots=True)
class Order:
    """How a fault was asked for."""

    seconds: float | None = None
    stored: bool | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault. Files in `sandbox/faults/` offer them."""

    name: str
    summary: str
    effects: Callable[[Order], Effects]


class Armed:
    """The faults that are armed now. Each call uses up one of every armed kind."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.kinds = {fault.name: fault for fault in faults}
        self._left: dict[str, tuple[int, Order]] = {}
        self._lock = threading.Lock()

    def arm(self, name: str, times: int, order: Order) -> None:
        """Arms a fault for the next calls. Raises KeyError for one that does not exist."""
        if name not in self.kinds:
            raise KeyError(name)
        with self._lock:
            self._left[name] = (times, order)

    def disarm(self) -> None:
        """Back to a good day."""
        with self._lock:
            self._left.clear()

    def left(self) -> dict[str, int]:
        """How many calls each armed fault will still hit."""
        return {name: times for name, (times, _) in self._left.items()}

    def take(self) -> Effects:
        """The effects on the next call."""
        effects = Effects()
        if not self._left:
            return effects
        with self._lock:
            for name, (times, order) in list(self._left.items()):
                effects |= self.kinds[name].effects(order)
                if times > 1:
                    self._left[name] = (times - 1, order)
                else:
                    del self._left[name]
        return effects
