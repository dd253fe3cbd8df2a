"""Lint finds each planted fault with its file and line, and nothing in a letter that is in order."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from emails.lint.finding import Finding, Place, Severity
from emails.lint.run import lint_letters
from tests.emails.reading import write
from worker.cli import build

GOOD = """[% extends "layouts/letter.mjml" %]
[% block subject %]A word about your first weeks[% endblock %]
[% block preview %]How is it going so far, and what would help?[% endblock %]
[% block words %]
<mj-text>
  <p>Your first weeks are over, and I would like to hear how they were.</p>
  {% if job_title %}<p>Is the work of a {{ job_title }} what you expected?</p>{% endif %}
</mj-text>
[[ button('links.join', 'Say how it is going') ]]
<mj-text><p>A line is enough, and nobody else reads it.</p></mj-text>
[% endblock %]
[% block why %]You get this email because you began a new job with us.[% endblock %]
"""
DANISH = GOOD.replace("A word about your first weeks", "Et ord om dine første uger")
_BUTTON = "[[ button('links.join', 'Say how it is going') ]]"
_LAST = "<mj-text><p>A line is enough, and nobody else reads it.</p></mj-text>"


@dataclass(frozen=True)
class Fault:
    """What is planted in the letter, and where lint is to see it."""

    check: str
    old: str
    new: str
    line: int
    says: str = ""


FAULTS = {
    "a value that may be missing": Fault("renders", "{% if job_title %}<p>Is", "{% if 1 %}<p>Is", 1, "None"),
    "an unknown value": Fault("renders", "{{ job_title }}", "{{ salary }}", 7, "no value 'salary'"),
    "an unknown tag": Fault("renders", _LAST, "<mj-carousel></mj-carousel>", 10, "mj-carousel"),
    "a tag in the wrong place": Fault("misplaced_tags", _LAST, "<mj-text><mj-button>x</mj-button></mj-text>", 10, "<mj-button>"),
    "a link that leads nowhere": Fault("links", _BUTTON, "[[ button('sender.calendar_url', 'Find a time') ]]", 9, "nowhere"),
    "a link made by hand": Fault("links", "'links.join'", "'https://rapport.example/u/12345'", 9, "not signed"),
    "a link with a name in it": Fault(
        "links", "'links.join'", "'https://rapport.example/hello/Ada?x=1'", 9, "more than an opaque id"
    ),
    "a link shortener": Fault("links", "'links.join'", "'https://bit.ly/abc'", 9, "bit.ly"),
    "a link that says here": Fault("links", "A line is enough", '<a href="https://a.example/">here</a>', 10, "only 'here'"),
    "a link that says another address": Fault(
        "links", "A line is enough", '<a href="https://a.example/">https://bank.example/</a>', 10, "leads to a.example"
    ),
    "no way out": Fault("unsubscribe", "layouts/letter.mjml", "layouts/service.mjml", 1, "stands 0 times"),
    "no postal address": Fault("postal_address", "layouts/letter.mjml", "layouts/bare.mjml", 1, "postal address"),
    "too much": Fault("size", "A line is enough", "x" * 60_000, 1, "bytes"),
    "a picture without words": Fault(
        "alt_texts", "A line is enough", '<img src="{{ links.join|safe_url }}" width="9" />', 10, "no alt text"
    ),
    "a picture named by its file": Fault(
        "alt_texts", "A line is enough", '<img src="{{ links.join|safe_url }}" width="9" alt="rosa.jpg" />', 10, "name of a file"
    ),
    "faint words in light": Fault(
        "contrast", "<p>A line is enough", '<p style="color:#cccccc">A line is enough', 10, "faint in light"
    ),
    "faint words in dark": Fault(
        "contrast", "<p>A line is enough", '<p style="color:#333333">A line is enough', 10, "faint in dark"
    ),
    "ragged plain text": Fault("text_part", "A line is enough", "A line {% if job_title %}{% endif %} , is enough", 1, "ragged"),
    "words only on the page": Fault(
        "text_part",
        _LAST,
        '<mj-text css-class="words not-in-text"><p>Harbour lantern bicycle thunder meadow violin granite saddle.</p></mj-text>',
        1,
        "lacks",
    ),
    "a long subject": Fault("subject", "your first weeks[%", "your first weeks " * 7 + "[%", 2, "characters"),
    "a subject that ends in the air": Fault("subject", "your first weeks[%", "your first weeks:[%", 2, "left over"),
    "a short preview": Fault("subject", "How is it going so far, and what would help?", "Hello", 3, "preview text has 5"),
    "a false answer": Fault("spam_wording", "A word about", "Re: a word about", 2, "pretends"),
    "a shout": Fault("spam_wording", "A word about", "HURRY, a word about", 2, "shouts"),
    "spam-like words": Fault("spam_wording", "A line is enough", "Act now", 10, "'act now'"),
    "CSS that many programs lack": Fault(
        "compatibility", "<p>A line", '<p style="display:flex">A line', 10, "display: flex is unknown to"
    ),
    "CSS nobody knows": Fault("compatibility", "<p>A line", '<p style="colr:#000">A line', 10, "nothing is known of colr"),
    "a third party's picture": Fault(
        "third_parties", "A line is enough", '<img src="https://t.example/p.gif" alt="" width="1" />', 10, "fixed address"
    ),
    "a third party's style": Fault(
        "third_parties", "<p>A line", '<p style="background:url(https://t.example/x.png)">A line', 10, "url("
    ),
    "headings out of order": Fault(
        "headings", "<p>A line is enough", "<h3>A word</h3><p>A line is enough", 10, "<h3> follows level 1"
    ),
    "two buttons": Fault("one_action", _LAST, "[[ button('links.join', 'Or this') ]]", 10, "second button, 'Or this'"),
    "another structure": Fault("translations", _BUTTON, "", 10, "where da.mjml has"),
    "another condition": Fault("translations", "{% if job_title %}", "{% if job_title and stage %}", 7, "'stage'"),
}


def lay_out(root: Path, english: str = GOOD, danish: str = DANISH, name: str = "early") -> None:
    """A letter in two languages, and a layout without a footer."""
    write(root, f"{name}/how/en.mjml", english)
    write(root, f"{name}/how/da.mjml", danish)
    write(root, "layouts/bare.mjml", _bare_layout())


def _bare_layout() -> str:
    return """[% extends "layouts/letter.mjml" %]
[% block footer %]
<mj-text mj-class="small" css-class="foot"><p>[% block why required %][% endblock %]</p></mj-text>
[% include "parts/way_out.mjml" %]
[% endblock %]
"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """What lint finds in a folder where each letter has one of the faults."""
    root = tmp_path_factory.mktemp("faults")
    for number, fault in enumerate(FAULTS.values()):
        assert fault.old in GOOD
        # In both languages, but for what is wrong just because they differ.
        danish = DANISH if fault.check == "translations" else DANISH.replace(fault.old, fault.new)
        lay_out(root, GOOD.replace(fault.old, fault.new), danish, f"fault_{number}")
    return lint_letters(root)


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_with_its_file_and_line(planted: list[Finding], name: str) -> None:
    fault, folder = FAULTS[name], f"fault_{list(FAULTS).index(name)}"
    found = [one for one in planted if one.place.file.match(f"{folder}/how/en.mjml") and one.check == fault.check]
    assert [one for one in found if one.place.line == fault.line and fault.says in one.problem], found


def test_a_letter_in_order_has_nothing_to_mend(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert lint_letters(tmp_path) == []


def test_every_check_has_a_planted_fault() -> None:
    import pkgutil

    from emails.lint import checks

    elsewhere = {"language"}
    assert {module.name for module in pkgutil.iter_modules(checks.__path__)} == {f.check for f in FAULTS.values()} - {
        "renders"
    } | elsewhere


def test_faint_colours_of_a_layout_are_found_where_they_were_said(tmp_path: Path) -> None:
    lay_out(tmp_path)
    look = (Path(lint_letters.__code__.co_filename).parents[1] / "layouts" / "look.mjml").read_text("utf-8")
    line = next(number for number, text in enumerate(look.split("\n"), 1) if ".words a {" in text)
    write(tmp_path, "layouts/look.mjml", look.replace(".words a { color: [[ brand.light.accent ]]", ".words a { color: #dddddd"))
    with_link = GOOD.replace("A line is enough", 'A <a href="https://a.example/">line on this page</a> is enough')
    lay_out(tmp_path, with_link, with_link)
    (found,) = lint_letters(tmp_path)
    assert (found.place.file, found.place.line, found.check) == (tmp_path / "layouts/look.mjml", line, "contrast")


def test_a_layout_that_names_the_wrong_language_is_found(tmp_path: Path) -> None:
    lay_out(tmp_path)
    base = (Path(lint_letters.__code__.co_filename).parents[1] / "layouts" / "base.mjml").read_text("utf-8")
    write(tmp_path, "layouts/base.mjml", base.replace('lang="[[ lang ]]"', 'lang="fr"'))
    assert {(one.check, one.seen_in[0].split()[1]) for one in lint_letters(tmp_path)} == {("language", "da"), ("language", "en")}


def test_a_language_that_is_missing_is_found(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, "early/again/en.mjml", GOOD)
    (found,) = lint_letters(tmp_path)
    assert (found.place.file, found.check) == (tmp_path / "early/again/da.mjml", "translations")
    assert "'da'" in found.problem
    assert found.remedy == "Write this file, anew from en.mjml"


def test_the_command_fails_on_errors_only_and_speaks_to_machines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    warning = Finding(Place(tmp_path / "en.mjml", 3), "is long", "Shorten it", Severity.WARNING, "subject", ("a.b en rich",))
    found = [warning]
    monkeypatch.setattr("emails.lint.run.lint_letters", lambda **_: list(found))
    monkeypatch.setattr("emails.newsletter_sample.lint_issues", lambda _: [])
    said = CliRunner().invoke(build(), ["lint", "--json"])
    assert said.exit_code == 0
    assert json.loads(said.output)[0] == {
        "file": str(tmp_path / "en.mjml"), "line": 3, "severity": "warning", "check": "subject", "problem": "is long",
        "remedy": "Shorten it", "seen_in": ["a.b en rich"],
    }  # fmt: skip
    found.append(replace(warning, severity=Severity.ERROR))
    said = CliRunner().invoke(build(), ["lint"])
    assert said.exit_code == 1
    assert f"{tmp_path}/en.mjml:3: error: is long [subject]" in said.output
    assert "1 error, 1 warning" in said.output
    assert CliRunner().invoke(build(), ["lint", "no.letter"]).exit_code == 1
