"""Samples: general ones, a letter's own on top, and clear words about mistakes in them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from emails.mistake import LetterMistake
from emails.samples import ALWAYS, samples
from tests.emails.reading import ALL, write


def test_every_letter_has_samples_from_rich_to_bare() -> None:
    for name, _ in ALL:
        assert tuple(samples(name))[: len(ALWAYS)] == ALWAYS


def test_the_rich_sample_knows_everything_a_letter_may_print() -> None:
    rich = samples("post_rejection.thank_you")["rich"]
    for part in (rich, rich.sender, rich.feedback, rich.job, rich.event):
        assert part is not None
        lacking = [field.name for field in fields(part) if not getattr(part, field.name)]
        assert set(lacking) <= {"extra", "is_team"}, f"name it in emails/samples.toml: {lacking}"


def test_a_letter_gives_its_own_samples_in_its_own_folder(tmp_path: Path) -> None:
    write(
        tmp_path,
        "coffee/ask/samples.toml",
        """
        [every]
        job_title = "Cook"
        [known]
        years = 3
        without = ["feedback"]
        [rich.sender]
        title = "Head of Kitchen"
        [second_time]
        like = "medium"
        first_name = "Grace"
        start_date = 2024-02-29
        extra = { link = "https://rapport.example/c/x" }
        """,
    )
    found = samples("coffee.ask", tmp_path)
    assert list(found) == ["rich", "medium", "bare", "second_time"]
    assert [values.years for values in found.values()] == [3, 3, None, 3]
    assert {values.job_title for values in found.values()} == {"Cook"}
    assert found["rich"].feedback is None
    assert found["rich"].sender.title == "Head of Kitchen"
    assert found["rich"].sender.name == "Rosa Lindqvist"
    assert found["second_time"].first_name == "Grace"
    assert found["second_time"].start_date == date(2024, 2, 29)
    assert found["second_time"].roles == found["medium"].roles
    assert found["bare"].extra == {"link": ""}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[rich]\nage = 3", "'rich'.*no value 'age'"),
        ("[rich.sender]\nbeard = true", "no value 'sender.beard'"),
        ("[[rich.open_roles]]\ntitle = 'Cook'\npay = 3", "no value 'open_roles.pay'"),
        ("[rich]\nyears = 'many'", "'rich', years"),
        ("years = 3", "outside of every table"),
        ("[second_time]\nyears = 2", "'second_time' is like none"),
        ("[rich", "cannot be read"),
    ],
)
def test_a_mistake_in_samples_says_where_and_what(tmp_path: Path, text: str, says: str) -> None:
    file = write(tmp_path, "coffee/ask/samples.toml", text)
    with pytest.raises(LetterMistake, match=says) as caught:
        samples("coffee.ask", tmp_path)
    assert caught.value.file == file
