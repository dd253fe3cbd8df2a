"""Somebody behind a security gateway that tries every link."""

from collections.abc import Sequence

from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.persona import Persona, Plan


def _plan(_: Letter, dice: Dice) -> Sequence[Plan]:
    return [Plan("scan"), Plan("open", dice.hours(0.5, 30))]


scanner = Persona("scanner", "A gateway tries every link within two seconds; the person opens hours later.", share=60, plan=_plan)
