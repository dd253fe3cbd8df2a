"""A brand is data; one that could not be read, or is half a brand, is refused with what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import emails
from emails.brand import Brand, brand_names, load_brand
from emails.colours import contrast
from emails.letters import load_letters
from emails.mistake import LetterMistake
from tests.emails.reading import values, write

NORTHWIND = (Path(emails.__file__).parent / "brands" / "northwind.toml").read_text("utf-8")
LETTER = """[% extends "layouts/letter.mjml" %]
[% block subject %]Subject[% endblock %]
[% block preview %]A word[% endblock %]
[% block words %]<mj-text><p>BODY</p></mj-text>[% endblock %]
[% block why %]Because.[% endblock %]
"""


def with_formality(form: str) -> Brand:
    """The example brand, addressing Germans so."""
    return Brand.model_validate(load_brand().model_dump() | {"formality": {"de": form}})


def test_contrast_is_what_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_two_example_brands_come_along() -> None:
    assert brand_names() == ("lindenhof", "northwind")
    assert load_brand("lindenhof").approve_feedback


def test_a_brand_may_be_a_file_of_ones_own(tmp_path: Path) -> None:
    file = write(tmp_path, "ours.toml", NORTHWIND.replace('"Northwind Talent"', '"Ours & Sons"'))
    assert load_brand(str(file)).name == "Ours & Sons"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('accent = "#1c5b57"', 'accent = "#9bd3c8"', r"light: .*accent on card has a contrast of 1\.\d+"),
        ('ink = "#2a2825"', 'ink = "black"', r"light\.ink"),
        ('ink = "#2a2825"\n', "", r"light\.ink: Field required"),
        ("approve_feedback", "approves_feedback", r"approves_feedback: Extra inputs"),
        ("double_opt_in = true", 'double_opt_in = "yes"', r"double_opt_in"),
        ("[fonts]", 'legal = "{{ sender }} <b>"\n[fonts]', r"legal: String should match"),
        (
            "[fonts]",
            '[logo]\nurl = "http://x.example/l.png"\nalt = "x"\nwidth = 80\nheight = 40\n[fonts]',
            r"not a whole https address",
        ),
        ("[fonts]", "[fonts", "not TOML"),
    ],
)
def test_a_brand_that_cannot_be_used_says_why(tmp_path: Path, old: str, new: str, says: str) -> None:
    file = write(tmp_path, "ours.toml", NORTHWIND.replace(old, new, 1))
    with pytest.raises(LetterMistake, match=says) as caught:
        load_brand(str(file))
    assert caught.value.file == file


@pytest.mark.parametrize("name", ["nowhere", "nowhere.toml", "../brands/northwind", ""])
def test_a_brand_that_is_not_there_says_which_there_are(name: str) -> None:
    with pytest.raises(LetterMistake, match=r"lindenhof, northwind|is there"):
        load_brand(name)


def test_a_brand_that_says_du_gets_the_letters_written_so(tmp_path: Path) -> None:
    write(tmp_path, "spring/greeting/en.mjml", LETTER)
    write(tmp_path, "spring/greeting/de.mjml", LETTER.replace("BODY", "Sie"))
    write(tmp_path, "spring/greeting/de-du.mjml", LETTER.replace("BODY", "du"))
    wording = (Path(emails.__file__).parent / "locales" / "de.toml").read_text("utf-8")
    write(
        tmp_path, "locales/de-du.toml", wording.replace('"full name"', '"first name"').replace("Guten Tag {name}", "Hallo {name}")
    )
    asked = values(first_name="Ada")
    formal = load_letters(tmp_path).render("spring.greeting", "de-AT", asked)
    warm = load_letters(tmp_path, with_formality("du")).render("spring.greeting", "de-AT", asked)
    assert "Sie" in formal.text
    assert "du" in warm.text
    assert warm.text.startswith("Hallo Ada,\n")
    assert (formal.locale, warm.locale) == ("de", "de")
    assert '<html lang="de"' in warm.html
    assert load_letters(tmp_path).locales("spring.greeting") == {"en", "de"}


def test_a_brand_never_says_du_in_one_letter_and_sie_in_the_next(tmp_path: Path) -> None:
    write(tmp_path, "spring/greeting/de.mjml", LETTER)
    with pytest.raises(
        LetterMistake, match=r"says 'du' in 'de', and letter spring\.greeting is not written so\. Write de-du\.mjml"
    ):
        load_letters(tmp_path, with_formality("du"))
    assert load_letters(tmp_path, with_formality("sie")).names() == {"spring.greeting"}
