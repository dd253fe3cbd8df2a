"""Somebody who reads what comes."""

from collections.abc import Sequence

from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.persona import Persona, Plan


def _plan(_: Letter, dice: Dice) -> Sequence[Plan]:
    return [Plan("open", dice.hours(0.25, 30))]


reader = Persona("reader", "Opens some hours later.", share=260, plan=_plan)
