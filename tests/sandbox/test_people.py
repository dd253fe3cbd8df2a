"""Every persona does what its file says, when the handed-in time says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.sandbox.conftest import StartSandbox
from tests.sandbox.driving import Driver, html_mail, mail
from tests.sandbox.inbound_form import fields_of, letters_in

TRACKED = (
    '<html lang="{lang}"><body><a href="{url}/story">Our story</a> <a href="{url}/preferences/t">Indstillinger</a>'
    ' <a href="{url}/u/t">Unsubscribe</a></body></html>'
)


def _letter(box: Driver, to: str, lang: str = "en", **changes: object) -> dict[str, object]:
    headers = {
        "List-Unsubscribe": f"<mailto:u@reply.example>, <{box.receiver.url}/u/t>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    html = TRACKED.format(lang=lang, url=box.receiver.url)
    return box.sent(html_mail(f"{to}@candidate.example", html, headers=headers, **changes))


def _play(box: Driver, persona: str, lang: str = "en", **changes: object) -> int:
    box.name(ada=persona)
    letter = _letter(box, "ada", lang, **changes)
    box.wait_quiet()
    return int(str(letter["id"]))


def test_a_reader_opens_hours_later_on_a_quarter_hour(box: Driver) -> None:
    letter = _play(box, "reader")
    assert box.receiver.names() == ["processed", "delivered"]
    due = datetime.fromisoformat(box.due(letter)["open"])
    assert (due.minute % 15, due.second) == (0, 0)
    assert box.quiet()["next_reaction_at"] == due.isoformat()
    box.advance("2d")
    [opened] = box.receiver.events("open")
    assert opened["sg_machine_open"] is False
    assert opened["letter"] == "0190-1"
    assert opened["useragent"]


def test_a_clicker_follows_what_the_letter_says_and_never_an_administrative_link(box: Driver) -> None:
    box.name(**{f"p{number}": "clicker" for number in range(8)})
    for number in range(8):
        _letter(box, f"p{number}")
    box.advance("3d")
    assert {event["url"] for event in box.receiver.events("click")} == {f"{box.receiver.url}/story"}
    assert len(box.receiver.to("/story", "GET")) == 8
    assert not box.receiver.to("/u/t", "GET") + box.receiver.to("/preferences/t", "GET")


@pytest.mark.parametrize(
    ("lang", "prefix", "above", "wrote"),
    [
        ("en", "Re: ", "Th", "wrote:"),
        ("da", "SV: ", "", "skrev Rosa Berg"),
        ("de", "AW: ", "", "schrieb Rosa Berg"),
        ("sv", "SV: ", "Tack", "skrev Rosa Berg"),
    ],
)
def test_a_replier_writes_in_the_letters_language_above_the_quoted_letter(
    box: Driver, lang: str, prefix: str, above: str, wrote: str
) -> None:
    _play(box, "replier", lang)
    box.advance("3d")
    [reply] = letters_in(box.receiver)
    assert str(reply["Subject"]).startswith(prefix)
    assert reply["Auto-Submitted"] is None
    text = reply.get_content()
    assert wrote in text
    assert text.rstrip().endswith("> Dear Ada")


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "out of the office"), ("da", "ikke på kontoret"), ("de", "nicht im Büro"), ("sv", "inte på kontoret")],
)
def test_out_of_office_answers_automatically_at_once_with_the_day_of_return(box: Driver, lang: str, words: str) -> None:
    _play(box, "out_of_office", lang)
    [reply] = letters_in(box.receiver)
    assert reply["Auto-Submitted"] == "auto-replied"
    assert words in reply.get_content()
    assert "2026" in reply.get_content()
    [request] = box.receiver.to("/inbound")
    assert json.loads(fields_of(request)["envelope"])["from"] == ""


def test_a_bouncer_bounces_for_good_and_nothing_is_delivered(box: Driver) -> None:
    _play(box, "bouncer")
    assert box.receiver.names() == ["processed", "bounce"]
    [bounce] = box.receiver.events("bounce")
    assert (bounce["type"], bounce["status"]) == ("bounce", "5.1.1")


def test_a_full_mailbox_is_blocked_for_now(box: Driver) -> None:
    _play(box, "full_mailbox")
    [bounce] = box.receiver.events("bounce")
    assert (bounce["type"], bounce["bounce_classification"]) == ("blocked", "Mailbox Unavailable")


def test_a_complainer_reports_spam(box: Driver) -> None:
    _play(box, "complainer")
    box.advance("3d")
    assert len(box.receiver.events("spamreport")) == 1


def test_an_unsubscriber_posts_one_click_once(box: Driver) -> None:
    _play(box, "unsubscriber")
    box.advance("4d")
    [request] = box.receiver.to("/u/t")
    assert request.body == b"List-Unsubscribe=One-Click"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "cookie" not in request.headers


def test_an_unsubscribe_that_finds_nobody_home_comes_again(box: Driver) -> None:
    box.receiver.answers["/u/t"] = [503, 502]
    letter = box.sent(mail(headers={"List-Unsubscribe": f"<{box.receiver.url}/u/t>",
                                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}))  # fmt: skip
    box.act(letter["id"], "unsubscribe")
    assert len(box.receiver.to("/u/t")) == 3


def test_a_privacy_proxy_opens_as_a_machine_at_once(box: Driver) -> None:
    _play(box, "privacy_proxy")
    [opened] = box.receiver.events("open")
    assert opened["sg_machine_open"] is True
    assert opened["timestamp"] - box.receiver.events("delivered")[0]["timestamp"] <= 5


def test_a_scanner_tries_every_link_with_head_and_get_within_two_seconds(box: Driver) -> None:
    _play(box, "scanner")
    for path in ("/story", "/preferences/t", "/u/t"):
        assert [r.method for r in box.receiver.heard if r.path == path] == ["HEAD", "GET"]
    clicks = box.receiver.events("click")
    assert len(clicks) == 3
    delivered = box.receiver.events("delivered")[0]["timestamp"]
    assert all(click["timestamp"] - delivered <= 2 for click in clicks)
    assert len({click["sg_event_id"] for click in clicks}) == 3


def test_nobody_outside_this_machine_is_ever_asked(box: Driver) -> None:
    box.name(ada="scanner")
    letter = box.sent(html_mail("ada@candidate.example", '<a href="https://example.invalid/x">x</a>'))
    box.wait_quiet()
    assert "done" in [reaction["state"] for reaction in box.message(letter["id"])["reactions"]]
    assert len(box.receiver.events("click")) == 1


def test_a_silent_person_does_nothing(box: Driver) -> None:
    letter = _play(box, "silent")
    box.advance("30d")
    assert box.receiver.names() == ["processed", "delivered"]
    assert box.message(letter)["reactions"] == []


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "please stop"), ("da", "afmeld mig"), ("de", "bitte abmelden"), ("sv", "avregistrera mig")]
)
def test_a_stopper_asks_to_stop_in_the_letters_language(box: Driver, lang: str, words: str) -> None:
    _play(box, "stopper", lang)
    box.advance("3d")
    [reply] = letters_in(box.receiver)
    assert reply.get_content().splitlines()[0] == words


def test_a_recruiter_resolves_the_task_a_day_later(start: StartSandbox) -> None:
    box = start(people="default")
    box.receiver.pages["/h/tok"] = (
        '<form method="post" action="/h/tok/done"><input type="hidden" name="csrf" value="c1">'
        '<input type="radio" name="resolution" value="answered"><button>Done</button></form>'
    )
    box.sent(html_mail("rosa@northwind.example", f'<a href="{box.receiver.url}/h/tok">Call Ada</a>'))
    box.wait_quiet()
    assert box.receiver.to("/h/tok", "GET") == []
    box.advance("26h")
    [posted] = box.receiver.to("/h/tok/done")
    assert posted.body == b"csrf=c1&resolution=answered"


def test_what_is_not_tracked_is_not_told(box: Driver) -> None:
    off = {"open_tracking": {"enable": False}, "click_tracking": {"enable": False}}
    _play(box, "clicker", tracking_settings=off)
    box.advance("3d")
    assert box.receiver.names() == ["processed", "delivered"]
    assert len(box.receiver.to("/story", "GET")) == 1


def test_a_plan_is_the_same_in_every_run_with_the_same_seed(start: StartSandbox, tmp_path: Path) -> None:
    plans = []
    for number, seed in enumerate((7, 7, 8)):
        box = start(people="default", seed=seed, mailbox=tmp_path / f"{number}.db")
        letters = [box.sent(mail(f"p{n}@candidate.example")) for n in range(30)]
        plans.append([box.due(letter["id"]) for letter in letters])
        box.close()
    assert plans[0] == plans[1]
    assert plans[0] != plans[2]


def test_by_default_everybody_is_somebody_in_plausible_shares(start: StartSandbox) -> None:
    box = start(people="default", events_url=None, inbound_url=None)
    box.send(mail(personalizations=[{"to": [{"email": f"p{n}@candidate.example"}]} for n in range(1000)]))
    box.wait_quiet()
    bounced = sum(any(post["name"] == "bounce" for post in box.message(n)["posts"]) for n in range(1, 1001, 5))
    assert 2 <= bounced <= 25


def test_people_are_named_by_file_by_domain_and_by_request(start: StartSandbox, tmp_path: Path) -> None:
    people = tmp_path / "people.json"
    people.write_text(json.dumps({"*@northwind.example": "recruiter", "Ada@candidate.example": "bouncer"}))
    box = start(people_file=people)
    box.name(bo="complainer")
    named = box.http.get("/api/people").json()["named"]
    assert named == {
        "*@northwind.example": "recruiter", "ada@candidate.example": "bouncer", "bo@candidate.example": "complainer",
    }  # fmt: skip
    assert box.http.post("/api/people", json={"x@x.example": "dragon"}).status_code == 422
    box.sent(mail("ADA@candidate.example"))
    box.wait_quiet()
    assert box.receiver.names() == ["processed", "bounce"]


def test_without_people_nobody_does_anything(box: Driver) -> None:
    letter = box.sent()
    assert box.message(letter["id"])["reactions"] == []


def test_reactions_not_yet_due_survive_a_restart(start: StartSandbox) -> None:
    box = start()
    _play(box, "reader")
    box.close()
    again = start()
    again.advance("2d")
    assert len(again.receiver.events("open")) == 1


def test_an_act_nobody_can_do_is_refused(box: Driver, wait_until: Callable[..., None]) -> None:
    letter = box.sent()
    assert box.http.post(f"/api/messages/{letter['id']}/acts", json={"act": "dance"}).status_code == 422
    assert box.http.post("/api/messages/99/acts", json={"act": "open"}).status_code == 404
