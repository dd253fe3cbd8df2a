"""The handoff page: Rosa sees who it is and what they wrote, and says how it went; whoever was first stands."""

from __future__ import annotations

import pytest

from tests.web.conftest import BOTH, INBOUND_SECRET, Site


@pytest.fixture
def call_first(site: Site) -> Site:
    """Ada came far, so Rosa is asked to call before the letter goes."""
    site.world.reject(stage="onsite")
    site.world.pass_days(0.5)
    assert [letter.to.address for letter in site.world.service] == ["rosa@northwind.example"]
    return site


@BOTH
def test_rosa_says_she_has_called_and_the_letter_goes(call_first: Site) -> None:
    path = call_first.service_link("h")

    page = call_first.http.get(path)
    call_first.http.head(path)
    done = call_first.http.post(path, data={"resolution": "answered"})

    assert "Ada Byron" in page.text
    assert "ada@mail.example" in page.text
    assert "Data Engineer" in page.text
    assert "was closed on 5 January 2026" in done.text
    assert page.headers["cache-control"] == "no-store"
    call_first.world.pass_days(2.9)
    assert len(call_first.world.sent) == 1


@pytest.mark.parametrize(
    ("locale", "ask", "stage"),
    [
        ("da", "Ring, før brevet bliver sendt", "dagen hos teamet"),
        ("de", "Bitte rufen Sie an, bevor", "zum Tag beim Team"),
        ("sv", "Ring innan brevet skickas", "dagen hos teamet"),
    ],
)
def test_the_page_asks_in_rosas_language(call_first: Site, locale: str, ask: str, stage: str) -> None:
    page = call_first.http.get(call_first.service_link("h"), headers={"Accept-Language": locale})

    assert ask in page.text
    assert f"<dd>{stage}</dd>" in page.text


def test_whoever_was_first_stands(call_first: Site) -> None:
    path = call_first.service_link("h")
    call_first.http.post(path, data={"resolution": "answered"})

    late = call_first.http.post(path, data={"resolution": "stop"})

    assert (late.status_code, "Somebody talked with them" in late.text) == (200, True)
    assert call_first.world.candidate().no_reason is None


def test_stop_stops_everything(call_first: Site) -> None:
    call_first.http.post(call_first.service_link("h"), data={"resolution": "stop"})

    assert call_first.world.candidate().no_reason == "stopped_by_staff"


def test_without_an_answer_nothing_is_resolved(call_first: Site) -> None:
    path = call_first.service_link("h")

    for data in ({}, {"resolution": "deadline"}, {"resolution": "perhaps"}):
        answer = call_first.http.post(path, data=data)
        assert (answer.status_code, "Please choose one" in answer.text) == (422, True)

    assert 'name="resolution"' in call_first.http.get(path).text


@BOTH
def test_rosa_reads_what_ada_wrote_as_text_and_nothing_else(letter_site: Site) -> None:
    world = letter_site.world
    mail = (
        f"From: Ada <ada@mail.example>\r\nTo: {world.sent[0].reply_to.address}\r\nSubject: Re: Thank you\r\n"
        "Message-ID: <one@mail.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "Thank you! <script>alert(1)</script> Could we talk next week?\r\n"
    )
    body = f'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n{mail}\r\n--x--\r\n'.encode()
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert letter_site.http.post(f"/hooks/sendgrid/inbound/{INBOUND_SECRET}", content=body, headers=headers).status_code == 200
    world.drain()

    page = letter_site.http.get(letter_site.service_link("h"))

    assert "Could we talk next week?" in page.text
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "I have answered them" in page.text
