"""Somebody who is away."""

from collections.abc import Sequence
from datetime import timedelta

from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.persona import Persona, Plan


def _plan(_: Letter, dice: Dice) -> Sequence[Plan]:
    away = dice.days(3, 14)
    return [Plan("out_of_office", args={"days": str(away)}), Plan("open", timedelta(days=away) + dice.hours(1, 8))]


out_of_office = Persona("out_of_office", "Answers automatically at once, and opens after coming back.", share=60, plan=_plan)
