"""Letters are found by their folders, and a mistake in one is refused with file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from emails.letters import load_letters
from emails.mistake import LetterMistake
from tests.emails.reading import LETTERS, values, write

GOOD = """[% extends "layouts/letter.mjml" %]
[% block subject %]Hello{% if roles %} {{ roles|first }}{% endif %}[% endblock %]
[% block preview %]A word[% endblock %]
[% block words %]
<mj-text><p>BODY</p></mj-text>
[% endblock %]
[% block why %]Because.[% endblock %]
"""


def test_a_new_folder_is_a_new_letter(tmp_path: Path) -> None:
    write(tmp_path, "spring/greeting/en.mjml", GOOD)
    letters = load_letters(tmp_path)
    assert letters.names() == {"spring.greeting"}
    letter = letters.render("spring.greeting", "en", values(roles=("Baker",)))
    assert letter.subject == "Hello Baker"
    assert "BODY" in letter.text


def test_what_a_letter_prints_or_asks_about_can_be_told() -> None:
    assert {"feedback", "roles", "sender", "first_name"} <= LETTERS.variables("post_rejection.thank_you", "da")
    assert "feedback" not in LETTERS.variables("post_rejection.keep_in_touch", "da")


@pytest.mark.parametrize(
    ("asked", "given"),
    [("de-AT", "de"), ("de_CH", "de"), ("da-DK", "da"), ("fi", "en"), ("DE", "de"), ("zh-Hant-TW", "en"), ("", "en")],
)
def test_a_reader_gets_the_nearest_language(asked: str, given: str) -> None:
    assert LETTERS.render("post_rejection.thank_you", asked, values()).locale == given


def test_a_block_that_is_not_written_is_asked_for_by_name(tmp_path: Path) -> None:
    write(tmp_path, "spring/greeting/en.mjml", GOOD.replace("[% block why %]Because.[% endblock %]\n", ""))
    with pytest.raises(LetterMistake, match=r"Required block 'why' not found.*Write \[% block why %\]"):
        load_letters(tmp_path).warm()


def test_an_unknown_letter_is_refused_with_where_to_write_it() -> None:
    with pytest.raises(LetterMistake, match=r"no letter 'post_rejection\.thanks'.*emails/post_rejection/thanks/en\.mjml"):
        LETTERS.render("post_rejection.thanks", "en", values())


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ("<mj-txt>x</mj-txt>", 5, "<mj-txt> is not a tag"),
        ("<mj-text colour='red'>x</mj-text>", 5, "no attribute 'colour'"),
        ("<mj-text>\n<p>x</mj-text>", 6, "not well formed"),
        ("<mj-text>a &nbsp; b</mj-text>", 5, "not well formed"),
        ("<mj-text>{{ first_nmae }}</mj-text>", 5, "no value 'first_nmae'"),
        ("<mj-text>{{ sender.nmae }}</mj-text>", 5, "no 'nmae' here"),
        ("<mj-text>{{ first_name|shout }}</mj-text>", 5, "no filter 'shout'"),
        ("<mj-text>{% if years < 3 %}x{% endif %}</mj-text>", 5, "holds '<' or '&'"),
        ("<mj-text>{% if years %}x</mj-text>", 5, "Unexpected end of template"),
        ("<mj-text><a href='javascript:x'>x</a></mj-text>", 5, "could lead anywhere"),
        ("<mj-text><a href='{{ links.join }}'>x</a></mj-text>", 5, "could lead anywhere"),
        ("<mj-text><a href='https://x.example/{{ stage }}'>x</a></mj-text>", 5, "mixes text and values"),
        ("<mj-text><script>x</script></mj-text>", 5, "<script> is not a tag"),
        ("<div>lost</div>", None, "<div> inside <mj-column>"),
        ("lost words", None, "stand directly in <mj-column>"),
        ("<mj-text><mj-button>x</mj-button></mj-text>", None, "<mj-button> inside <mj-text>"),
        ("<mj-column><mj-text>x</mj-text></mj-column>", None, "<mj-column> inside <mj-column>"),
        ("[% include 'parts/nothing.mjml' %]", None, "needs 'parts/nothing.mjml'"),
        ("[% block x %]", None, "cannot be assembled"),
    ],
)
def test_a_mistake_names_file_line_and_remedy(tmp_path: Path, body: str, line: int | None, says: str) -> None:
    file = write(tmp_path, "spring/greeting/en.mjml", GOOD.replace("<mj-text><p>BODY</p></mj-text>", body))
    with pytest.raises(LetterMistake, match=says) as caught:
        load_letters(tmp_path).warm()
    assert caught.value.file == file
    if line is not None:
        assert caught.value.line == line
        assert str(caught.value).startswith(f"{file}:{line}: ")
    assert caught.value.remedy


def test_a_mistake_in_a_part_names_the_part(tmp_path: Path) -> None:
    part = write(tmp_path, "parts/way_out.mjml", "\n\n<mj-oops />")
    write(tmp_path, "spring/greeting/en.mjml", GOOD)
    with pytest.raises(LetterMistake) as caught:
        load_letters(tmp_path).warm()
    assert (caught.value.file, caught.value.line) == (part, 3)


@pytest.mark.parametrize("missing", ["subject", "preview", "words", "why"])
def test_a_letter_without_one_of_its_blocks_is_refused(tmp_path: Path, missing: str) -> None:
    write(tmp_path, "spring/greeting/en.mjml", GOOD.replace(f"block {missing} ", f"block un{missing} "))
    with pytest.raises(LetterMistake):
        load_letters(tmp_path).warm()


def test_a_letter_in_the_wrong_place_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "spring/en.mjml", GOOD)
    with pytest.raises(LetterMistake, match="wrong place"):
        load_letters(tmp_path)


def test_a_language_without_wording_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "spring/greeting/fi.mjml", GOOD)
    with pytest.raises(LetterMistake, match=r"fi\.toml.*wording of this language is missing"):
        load_letters(tmp_path)


def test_a_wording_that_lacks_a_key_says_which(tmp_path: Path) -> None:
    write(tmp_path, "spring/greeting/sv.mjml", GOOD)
    write(tmp_path, "locales/sv.toml", 'formats = "sv"')
    with pytest.raises(LetterMistake, match=r"sv\.toml: the key 'stages' is missing"):
        load_letters(tmp_path)


@pytest.mark.parametrize("printed", ["{{ job_title }}", "{{ extra['link'] }}", "{{ sender.title }}"])
def test_a_letter_that_prints_what_is_not_there_is_never_sent_with_a_hole(tmp_path: Path, printed: str) -> None:
    write(tmp_path, "spring/greeting/en.mjml", GOOD.replace("BODY", printed))
    with pytest.raises(LetterMistake, match=r"letter spring\.greeting \(en\)"):
        load_letters(tmp_path).render("spring.greeting", "en", values())


def test_letters_are_compiled_once() -> None:
    before = LETTERS._compile("post_rejection.thank_you", "en")
    LETTERS.warm()
    assert LETTERS._compile("post_rejection.thank_you", "en") is before
