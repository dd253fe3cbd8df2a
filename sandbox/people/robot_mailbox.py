"""Somebody whose mailbox answers by itself, each time in another way."""

from collections.abc import Sequence
from datetime import timedelta

from sandbox.acts.machine_answer import KINDS
from sandbox.dice import Dice
from sandbox.letter import Letter
from sandbox.persona import Persona, Plan


def _plan(letter: Letter, dice: Dice) -> Sequence[Plan]:
    kind = tuple(KINDS)[letter.id % len(KINDS)]
    return [Plan("machine_answer", args={"kind": kind}), Plan("open", timedelta(hours=1) + dice.hours(1, 24))]


robot_mailbox = Persona(
    "robot_mailbox", "Tickets, challenges, lists and returned mail come back by themselves.", share=10, plan=_plan
)
