"""Somebody whose provider passes their complaint on as a mail."""

from collections.abc import Sequence

from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.persona import Persona, Plan


def _plan(_: Letter, dice: Dice) -> Sequence[Plan]:
    return [Plan("complain_by_mail", dice.hours(1, 30))]


complains_by_mail = Persona("complains_by_mail", "Complains, and the provider passes it on as a mail.", share=5, plan=_plan)
