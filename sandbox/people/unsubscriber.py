"""Somebody who does not want any more."""

from collections.abc import Sequence

from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.persona import Persona, Plan


def _plan(_: Letter, dice: Dice) -> Sequence[Plan]:
    opened = dice.hours(0.25, 24)
    return [Plan("open", opened), Plan("unsubscribe", opened + dice.hours(0.25, 24))]


unsubscriber = Persona("unsubscriber", "Opens, then unsubscribes with the mail program's one click.", share=40, plan=_plan)
