"""Somebody who writes back."""

from collections.abc import Sequence

from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.persona import Persona, Plan


def _plan(_: Letter, dice: Dice) -> Sequence[Plan]:
    opened = dice.hours(0.25, 24)
    return [Plan("open", opened), Plan("reply", opened + dice.hours(0.25, 6))]


replier = Persona("replier", "Opens, then writes back in the letter's language.", share=90, plan=_plan)
