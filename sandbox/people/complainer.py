"""Somebody who presses “this is spam”."""

from collections.abc import Sequence

from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.persona import Persona, Plan


def _plan(_: Letter, dice: Dice) -> Sequence[Plan]:
    return [Plan("complain", dice.hours(1, 30))]


complainer = Persona("complainer", "Complains of spam some hours later.", share=10, plan=_plan)
