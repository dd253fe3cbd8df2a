"""The parts of the design system: each in one line, and only what is known is said."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from emails.letters import load_letters
from emails.mistake import LetterMistake
from emails.render import Rendered
from emails.values import CommunityEvent, OpenRole
from tests.emails.reading import Page, values, write

LETTER = """[% extends "layouts/letter.mjml" %]
[% block subject %]Subject[% endblock %]
[% block preview %]A word[% endblock %]
[% block words %]WORDS[% endblock %]
[% block why %]Because.[% endblock %]
"""
ZONE = ZoneInfo("Europe/Copenhagen")
OPEN_HOUSE = CommunityEvent(
    "Open house",
    datetime(2026, 3, 12, 17, 0, tzinfo=ZONE),
    datetime(2026, 3, 12, 19, 0, tzinfo=ZONE),
    "Havnegade 12, Copenhagen",
    "See the bakery.\nTaste the bread.",
    "https://events.example/1",
    "https://events.example/1/yes",
)


def letter(folder: Path, words: str, **fields: object) -> Rendered:
    """An English letter with these words, and these values."""
    write(folder, "spring/greeting/en.mjml", LETTER.replace("WORDS", words))
    return load_letters(folder).render("spring.greeting", "en", values(**fields))


def test_a_button_and_a_quiet_link_lead_where_the_value_says(tmp_path: Path) -> None:
    made = letter(tmp_path, "[[ button('links.join', 'Join us') ]][[ quiet_link('https://x.example/y', 'Or read on') ]]")
    assert "Join us:\nhttps://rapport.example/j/tok\n" in made.text
    assert "Or read on: https://x.example/y\n" in made.text
    assert {"https://rapport.example/j/tok", "https://x.example/y"} <= set(Page(made.html).links)


def test_a_job_card_says_why_and_leads_there(tmp_path: Path) -> None:
    job = OpenRole("Baker", "Aarhus", "https://jobs.example/1", ("rye", "yeast"))
    made = letter(tmp_path, "{% if job %}[[ job_card() ]]{% endif %}", job=job)
    assert "Baker (https://jobs.example/1)\nAarhus\nIt asks for rye and yeast, which you know.\n" in made.text
    assert "https://jobs.example/1" in Page(made.html).links


def test_a_bare_job_card_is_a_title(tmp_path: Path) -> None:
    made = letter(
        tmp_path, "{% for role in open_roles %}[[ job_card('role') ]]{% endfor %}", open_roles=(OpenRole("A"), OpenRole("B"))
    )
    assert "\n\nA\n\nB\n\n" in made.text


def test_an_event_card_says_what_when_and_where_and_how_to_come(tmp_path: Path) -> None:
    made = letter(tmp_path, "{% if event %}[[ event_card('I’ll come') ]]{% endif %}", event=OPEN_HOUSE)
    text = made.text.replace("\u00a0", " ")
    assert (
        "Open house\nThursday, 12 March 2026, 17:00 to 19:00\nHavnegade 12, Copenhagen\nSee the bakery.\nTaste the bread.\n"
        in text
    )
    assert "More about the event: https://events.example/1\n" in text
    assert "I’ll come:\nhttps://events.example/1/yes\n" in text


def test_an_event_without_more_has_no_links(tmp_path: Path) -> None:
    bare = CommunityEvent("Open house", datetime(2026, 3, 12, 17, 0, tzinfo=ZONE))
    made = letter(tmp_path, "{% if event %}[[ event_card('I’ll come') ]]{% endif %}", event=bare)
    assert "Open house\nThursday, 12 March 2026, 17:00 (Copenhagen time)\n" in made.text
    assert "I’ll come" not in made.text + made.html
    assert len(Page(made.html).links) == 2  # the way out


def test_an_article_may_lead_somewhere(tmp_path: Path) -> None:
    made = letter(
        tmp_path,
        "[% call article('Bread', 'https://x.example/b', 'Read on') %]<p>It rises.</p>[% endcall %]"
        "[% call article('Salt') %]<p>It keeps.</p>[% endcall %]",
    )
    assert "Bread\n\nIt rises.\n\nRead on: https://x.example/b\n\nSalt\n\nIt keeps.\n" in made.text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("[[ button('links.jion', 'x') ]]", "no 'jion' here"),
        ("[[ button('lnks.join', 'x') ]]", "no value 'lnks'"),
        ("[[ buton('links.join', 'x') ]]", "'buton' is undefined"),
        ("[[ button('javascript:x', 'x') ]]", "once assembled"),
        ("[[ word.closng ]]", "closng"),
    ],
)
def test_a_part_used_wrongly_is_refused_with_the_letters_file(tmp_path: Path, words: str, says: str) -> None:
    with pytest.raises(LetterMistake, match=says) as caught:
        letter(tmp_path, words)
    assert caught.value.file == tmp_path / "spring/greeting/en.mjml"


def test_a_folder_of_ones_own_can_bring_a_part_of_its_own(tmp_path: Path) -> None:
    write(
        tmp_path,
        "parts/cheer.mjml",
        "[% macro cheer(whom) %]<mj-text><p>Three cheers for [[ whom ]]!</p></mj-text>[% endmacro %]",
    )
    assert "Three cheers for Ada!\n" in letter(tmp_path, "[[ cheer('Ada') ]]").text
