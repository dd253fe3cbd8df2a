"""Markdown of a newsletter: what stands by itself keeps to the brand's look, and says what was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from emails.brand import load_brand
from emails.newsletter import load_issue
from emails.newsletter_make import MadeLetter, make_letters
from emails.newsletter_new import write_issue
from emails.newsletter_sample import sample_values

WORDS = """Hello & "you".

![A "big" room & more](https://pics.example/a.jpg)

---

**[Read & on](https://site.example/?a=1&b=2)**
"""


@pytest.fixture
def made(tmp_path: Path) -> MadeLetter:
    folder = write_issue("2027-01", "insight", "talent_network", tmp_path)
    (folder / "en.md").write_text(WORDS, "utf-8")
    letters = make_letters(
        load_issue("2027-01", tmp_path), sample_values(), "https://rapport.example", "sample", load_brand("lindenhof")
    )
    return next(letter for letter in letters if letter.locale == "en")


def test_a_rule_has_the_brands_colour_and_each_look_knows_it(made: MadeLetter) -> None:
    letterhead, rule = made.html.split('class="rule')[1:]

    assert load_brand("lindenhof").light.edge in letterhead
    assert load_brand("lindenhof").light.edge in rule


def test_quotes_and_ampersands_arrive_as_they_were_written(made: MadeLetter) -> None:
    assert 'alt="A &quot;big&quot; room &amp; more"' in made.html
    assert "https://site.example/?a=1&b=2" in made.links
    assert 'Hello & "you".' in made.text
    assert "Read & on:\nhttps://site.example/?a=1&b=2" in made.text


@pytest.mark.parametrize("link", ["**[Read the guide]({})**", "[**Read the guide**]({})", "[Read *the* guide]({})"])
def test_a_link_by_itself_keeps_its_label_and_a_bold_one_is_the_button(tmp_path: Path, link: str) -> None:
    folder = write_issue("2027-01", "insight", "talent_network", tmp_path)
    (folder / "en.md").write_text(f"Hello.\n\n{link.format('https://site.example/guide')}\n", "utf-8")
    letters = make_letters(load_issue("2027-01", tmp_path), sample_values(), "https://rapport.example", "sample")

    english = next(letter for letter in letters if letter.locale == "en")

    is_button = "**" in link
    text = "Read the guide:\nhttps" if is_button else "Read the guide: https"
    assert (text in english.text, "Read the guide</a>" in " ".join(english.html.split())) == (True, is_button)
