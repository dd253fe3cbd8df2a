"""Somebody who writes back that it should stop."""

from collections.abc import Sequence

from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.persona import Persona, Plan


def _plan(_: Letter, dice: Dice) -> Sequence[Plan]:
    opened = dice.hours(0.25, 24)
    return [Plan("open", opened), Plan("stop", opened + dice.hours(0.25, 2))]


stopper = Persona("stopper", "Replies “please stop” in the letter's language.", share=20, plan=_plan)
