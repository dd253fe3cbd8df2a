"""Values from outside do no harm: not in the page, not in the plain text, not in the subject."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emails.cleaning import safe_name
from emails.samples import samples
from emails.values import CommunityEvent, LetterValues, Links, OpenRole, PrintableFeedback, Sender
from tests.emails.reading import ALL, LETTERS, LINKS, Page, values

HOSTILE = [
    "A & B <b>",
    "</mj-text><mj-button href='https://evil.example'>Win</mj-button>",
    "{{7*7}}",
    "{% for x in range(9) %}x{% endfor %}",
    "[[ locale ]][% include 'x' %]",
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "Ada\r\nBcc: mallory@stranger.example",
    "Ada\x00\x01\x02\x1d\x1e",
    "\u202egnp.exe",
    "<mj-include path='/etc/passwd'/>",
    "]]><!--",
]
_NEEDED = sorted({key for name, locale in ALL for key in LETTERS.extras(name, locale)})
_EXTRA = sorted({key for name in LETTERS.names() for sample in samples(name).values() for key in sample.extra})
_NOON = datetime(2026, 3, 12, 12, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))


def everywhere(text: str) -> LetterValues:
    """Values with this text in every place that takes text."""
    return LetterValues(
        company=f"Co {text}",
        postal_address=f"Street {text}",
        # An unsafe name would make it the team's letter, with other tags; that has its own test.
        sender=Sender(
            f"Rosa {text}" if safe_name(f"Rosa {text}") else "Rosa",
            "rosa@northwind.example",
            f"Partner {text}",
            f"1 {text}",
            text,
            text,
        ),
        links=LINKS,
        first_name=f"Ada {text}",
        last_name=f"Holm {text}",
        roles=(f"Role {text}", f"Other {text}"),
        stage=text,
        feedback=PrintableFeedback((f"S {text}",), (f"G {text}",), f"N {text}", (f"B {text}",)),
        job_title=f"Job {text}",
        start_date=date(2024, 2, 29),
        years=2,
        new_role=f"New {text}",
        applied_on=date(2026, 1, 5),
        waiting_since=date(2026, 2, 5),
        left_on=date(2026, 2, 28),
        job=OpenRole(f"Open {text}", f"In {text}", text, (f"Skill {text}",)),
        event=CommunityEvent(f"Event {text}", _NOON, None, f"At {text}", f"About {text}", text, text),
        open_roles=(OpenRole(f"Open {text}", f"In {text}", text),),
        extra=dict.fromkeys(_EXTRA, f"x {text}") | {"link": "https://rapport.example/h"},
    )


def skeleton(page: Page) -> list[str]:
    """The page's tags, those left out that depend only on how many paragraphs or lines there are."""
    return [tag for tag in page.tags if tag not in ("p", "br")]


@cache
def plain_page(name: str) -> Page:
    """The letter with plain text in every place."""
    return Page(LETTERS.render(name, "en", everywhere("x")).html)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", sorted(LETTERS.names()))
def test_a_hostile_value_changes_nothing_but_words(name: str, text: str) -> None:
    letter = LETTERS.render(name, "en", everywhere(text))
    page, benign = Page(letter.html), plain_page(name)
    assert skeleton(page) == skeleton(benign)
    assert set(page.links) == set(benign.links)
    assert [name for name, _ in page.attributes if name.startswith("on")] == []
    assert "49" not in letter.subject + letter.text + letter.html.replace("490", "")
    assert letter.subject.isprintable()
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", letter.html + letter.text + letter.preview)
    assert letter.text.count("\n-- \n") == 1


def test_markup_in_a_role_is_shown_as_what_it_is() -> None:
    letter = LETTERS.render("post_rejection.thank_you", "en", values(roles=("A & B <b>",)))
    assert "A &amp; B &lt;b&gt;" in letter.html
    assert "the role of A & B <b>," in letter.text
    assert letter.subject == "Your application for A & B <b>"


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "http://evil.example/x", "//evil.example",
    "https://good.example@evil.example/", "https://evil.example/\" onclick=\"x", "https://evil.example/\nx", "file:///etc/passwd",
    "https://", "https://evil.example:port/", " https://evil.example", "ftp://evil.example",
    "mailto:a@b.example?bcc=c@d.example", "",
])  # fmt: skip
def test_a_link_that_is_not_plainly_safe_is_left_out(url: str) -> None:
    sender = Sender("Rosa", "rosa@northwind.example", calendar_url=url, photo_url=url)
    asked = values(sender=sender, open_roles=(OpenRole("Baker", url=url),), extra={"link": url, "excerpt": ""})
    for name in ("post_rejection.thank_you", "check_in_90_day.how_is_it_going", "referral_ask.ask", "service.forward_reply"):
        letter = LETTERS.render(name, "en", asked)
        assert "evil" not in letter.html + letter.text
        assert "alert" not in letter.html + letter.text
        assert not Page(letter.html).pictures
        assert {link.split("/")[3] for link in Page(letter.html).links} <= {"u", "p"}


def test_links_on_loopback_may_be_http() -> None:
    links = Links("http://127.0.0.1:8000/u/t", "http://localhost:8000/p/t", "http://[::1]:8000/j/t")
    page = Page(LETTERS.render("post_rejection.keep_in_touch", "en", values(links=links)).html)
    assert set(page.links) == {links.unsubscribe, links.preferences, links.join}


_text = st.text(max_size=80)
_maybe = st.none() | _text
_words = st.lists(_text, max_size=3).map(tuple)
_role = st.builds(OpenRole, _text, _maybe, _maybe, _words)
_moment = st.datetimes(timezones=st.sampled_from([ZoneInfo("Europe/Copenhagen"), ZoneInfo("America/New_York"), UTC]))
_values = st.builds(
    LetterValues,
    company=_text.map(lambda text: f"C{text}"),
    postal_address=_text,
    sender=st.builds(
        Sender, _text, _text, title=_maybe, phone=_maybe, calendar_url=_maybe, photo_url=_maybe, is_team=st.booleans()
    ),
    links=st.just(LINKS),
    first_name=_maybe,
    last_name=_maybe,
    roles=_words,
    stage=_maybe | st.sampled_from(["applied", "screen", "interview", "onsite", "final", "offer"]),
    feedback=st.none() | st.builds(PrintableFeedback, _words, _words, _maybe, _words),
    job_title=_maybe,
    start_date=st.none() | st.dates(),
    years=st.none() | st.integers(0, 70),
    new_role=_maybe,
    applied_on=st.none() | st.dates(),
    waiting_since=st.none() | st.dates(),
    left_on=st.none() | st.dates(),
    job=st.none() | _role,
    event=st.none() | st.builds(CommunityEvent, _text, _moment, st.none() | _moment, _maybe, _maybe, _maybe, _maybe),
    open_roles=st.lists(_role, max_size=3).map(tuple),
    member=st.booleans(),
    extra=st.fixed_dictionaries(dict.fromkeys(_NEEDED, _text), optional=dict.fromkeys(set(_EXTRA) - set(_NEEDED), _text)),
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(which=st.sampled_from(ALL), given_values=_values)
def test_whatever_is_missing_or_odd_every_letter_still_renders(which: tuple[str, str], given_values: LetterValues) -> None:
    letter = LETTERS.render(*which, given_values)
    assert letter.subject == letter.subject.strip()
    assert letter.subject
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", letter.subject)
    letter.html.encode()
    letter.text.encode()
    assert all(link.startswith(("https://", "http://localhost", "http://127.")) for link in Page(letter.html).links)


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="<>&\"'{}%[]#/= \r\nab:.;!-", max_size=40))
def test_no_text_becomes_markup(text: str) -> None:
    plain = skeleton(Page(LETTERS.render("post_rejection.thank_you", "de", everywhere("x")).html))
    assert skeleton(Page(LETTERS.render("post_rejection.thank_you", "de", everywhere(text)).html)) == plain


def test_the_samples_have_what_service_mail_needs() -> None:
    for name in LETTERS.names():
        for sample in samples(name).values():
            assert LETTERS.extras(name, "en") <= set(sample.extra)
