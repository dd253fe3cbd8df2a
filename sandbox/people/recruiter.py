"""A colleague who resolves the tasks that are handed over."""

from collections.abc import Sequence
from datetime import timedelta

from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.links import handoff_link
from sandbox.persona import Persona, Plan


def _plan(letter: Letter, dice: Dice) -> Sequence[Plan]:
    if handoff_link(letter) is None:
        return []
    return [Plan("resolve_handoff", timedelta(days=1) + dice.hours(0, 2))]


recruiter = Persona(
    "recruiter",
    "Opens the task (/h/…) a day later and resolves it.",
    plan=_plan,
    claims=lambda letter: handoff_link(letter) is not None,
)
