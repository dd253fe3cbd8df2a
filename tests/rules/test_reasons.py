"""Reasons are codes to store and sentences to read."""

from __future__ import annotations

import pytest

from worker.rules.gate import Action
from worker.rules.reasons import Reason, ReasonKind


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_a_code_and_a_sentence(reason: Reason) -> None:
    assert Reason(reason.value) is reason
    assert str(reason) == reason.value == reason.name.lower()
    assert len(reason.value) <= 40
    assert reason.sentence[0].isupper()
    assert reason.sentence.endswith(".")
    assert len(reason.sentence.split()) >= 3


def test_no_two_reasons_say_the_same() -> None:
    assert len({reason.sentence for reason in Reason}) == len(Reason)


def test_each_answer_of_the_gate_has_its_reasons() -> None:
    assert {action.value for action in Action} < {kind.value for kind in ReasonKind}
    assert {reason.kind for reason in Reason} == set(ReasonKind)
