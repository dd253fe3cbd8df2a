"""Acts: what a person can do with a letter. Files in `sandbox/acts/` offer them; buttons and personas use the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.loopback import Loopback
from sandbox.mailbox.outbox import Post


class TryAgain(Exception):
    """It did not work this time (the other side was away); try again later."""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that somebody acting has at hand. `now`: handed-in seconds."""

    letter: Letter
    args: Mapping[str, str]
    now: float
    dice: Dice
    web: Loopback
    reply_domain: str | None
    mark: str
    """Tells this act's events from those of another act of the same kind."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: posts for the outbox, and a word for whoever looks at the mailbox."""

    note: str
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a person can do. `label` is the button's; `asks` the name of what the button asks for; raises TryAgain."""

    name: str
    label: str
    run: Callable[[Scene], Done]
    asks: str = ""
    order: int = 100
