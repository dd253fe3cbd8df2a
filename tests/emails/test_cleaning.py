"""Names, lines and links from outside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emails.cleaning import many_lines, one_line, safe_name, safe_url, said_title, without_addresses
from tests.emails.reading import LETTERS, values


@pytest.mark.parametrize(
    "name", ["Ada", "Åse-Marie", "J.R.", "O'Neill", "Nguyễn Văn", "李", "A & B <b>", "Ada B. Holm", "Jean\u2011Luc"]
)
def test_a_name_is_greeted_by(name: str) -> None:
    assert safe_name(name) == name


@pytest.mark.parametrize("name", [
    "evil.com", "Win at evil.example", "https://evil.example", "mallory@stranger.example", "www.evil", "12345", "...", "", None,
    "A" * 61,
    "Click evil\u3002com", "evil\uff0ecom", "evil\u2024com", "a/b", "Ada\nBcc: x", "\u202e",
])  # fmt: skip
def test_a_name_that_looks_like_something_else_is_not(name: str | None) -> None:
    assert safe_name(name) is None
    for locale, neutral in (("en", "Hello,"), ("da", "Hej"), ("de", "Guten Tag,")):
        asked = values(first_name=name, last_name="Holm")
        assert LETTERS.render("post_rejection.thank_you", locale, asked).text.startswith(f"{neutral}\n")


def test_each_language_greets_by_its_custom() -> None:
    asked = values(first_name="Ada", last_name="Holm")
    starts = {
        locale: LETTERS.render("post_rejection.thank_you", locale, asked).text.split("\n")[0] for locale in ("en", "da", "de")
    }
    assert starts == {"en": "Dear Ada,", "da": "Kære Ada", "de": "Guten Tag Ada Holm,"}


def test_german_greets_neutrally_where_the_family_name_is_missing() -> None:
    assert LETTERS.render("post_rejection.thank_you", "de", values(first_name="Ada")).text.startswith("Guten Tag,\n")


@pytest.mark.parametrize(
    ("locale", "said"), [("en", "Dear Ada,"), ("da", "Kære Ada"), ("de", "Guten Tag Ada Holm!"), ("sv", "Hej Ada,")]
)
def test_a_greeting_before_a_capital_letter_ends_as_the_language_has_it(locale: str, said: str) -> None:
    assert LETTERS.greeting(locale, "Ada", "Holm") == said


@pytest.mark.parametrize(
    "marked", ["Data Engineer (m/w/d)", "Data Engineer [w|m|d]", "Data Engineer (f/m/x)", "Data Engineer (gn)"]
)
def test_a_persons_own_title_is_said_without_the_genders_an_advertisement_names(marked: str) -> None:
    letter = LETTERS.render("post_rejection.thank_you", "de", values(roles=(marked,)))
    assert letter.subject == "Ihre Bewerbung als Data Engineer"
    assert said_title("Manager (Nordics)") == "Manager (Nordics)"


def test_a_recruiter_whose_name_is_an_address_signs_as_the_team() -> None:
    sender = type(values().sender)("evil.example", "rosa@northwind.example")
    letter = LETTERS.render("post_rejection.thank_you", "en", values(sender=sender))
    assert "evil" not in letter.html
    assert "The recruiting team at Northwind Talent" in letter.text


@given(st.text())
def test_one_line_is_one_line_without_controls(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 200
    assert line == line.strip()
    assert not any(mark in line for mark in "\r\n\t\x00\x0b\x0c\x1c\x85\u2028\u2029\u202a\u202e\u2066\u200f")
    assert one_line(line) == line


@given(st.text())
def test_many_lines_keep_only_plain_newlines(text: str) -> None:
    kept = many_lines(text)
    assert len(kept) <= 2000
    assert "\n\n\n" not in kept
    assert not any(mark in kept for mark in "\r\t\x00\x0b\x0c\x85\u2028\u202e")


def test_joined_emoji_stay_whole() -> None:
    assert one_line("Ada 👩‍💻\n") == "Ada 👩‍💻"


def test_a_role_may_have_a_dot_but_no_web_address() -> None:
    assert without_addresses("Node.js Engineer (m/f/d)") == "Node.js Engineer (m/f/d)"
    assert without_addresses("Baker https://evil.example/x www.evil.example now") == "Baker now"


@given(st.text() | st.none() | st.integers())
def test_a_link_is_judged_without_raising(url: object) -> None:
    assert safe_url(url) in ("", url)


@pytest.mark.parametrize("url", ["https://a.example", "https://a.example:8443/x?y=1&z=2#w", "https://münchen.example/x",
                                 "http://127.0.0.1:8025/x", "http://localhost/x", "http://[::1]/x",
                                 "mailto:rosa@northwind.example"])  # fmt: skip
def test_a_safe_link_stays_as_it_is(url: str) -> None:
    assert safe_url(url) == url


def test_a_long_subject_is_cut_with_an_ellipsis() -> None:
    letter = LETTERS.render("post_rejection.thank_you", "en", values(roles=("B" * 190,)))
    assert len(letter.subject) == 150
    assert letter.subject.endswith("…")
