"""The mailbox page: what is shown, what a button does, and that no letter and no other page can misuse it."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from tests.sandbox.conftest import StartSandbox
from tests.sandbox.driving import Driver, html_mail, mail

NASTY = (
    '<html><head><title>x</title></head><body><script>alert(1)</script><img src="https://tracker.example/p.gif"></body></html>'
)


def test_the_list_shows_the_newest_first_and_finds_words_and_people(box: Driver) -> None:
    box.sent(mail("ada@candidate.example", subject="About the garden"))
    box.sent(mail("bo@candidate.example", subject="About 100% of the roof"))
    page = box.http.get("/").text
    assert page.index("100% of the roof") < page.index("About the garden")
    found = box.http.get("/", params={"q": "garden ada@"}).text
    assert "About the garden" in found
    assert "of the roof" not in found
    assert "of the roof" in box.http.get("/", params={"q": "100%"}).text
    assert "Nothing holds" in box.http.get("/", params={"q": "9%"}).text
    assert [m["to"] for m in box.http.get("/api/search", params={"q": "garden"}).json()] == ["ada@candidate.example"]


def test_many_letters_are_turned_page_by_page(box: Driver) -> None:
    box.send(mail(personalizations=[{"to": [{"email": f"p{n}@x.example"}]} for n in range(90)]))
    first, last = box.http.get("/").text, box.http.get("/", params={"page": 3}).text
    assert "1 of 3" in first
    assert "Older" in first
    assert "p0@x.example" in last
    assert "Older" not in last


def test_a_letter_is_shown_as_letter_text_source_and_events(box: Driver) -> None:
    letter = box.sent(mail(headers={"List-Unsubscribe": "<http://127.0.0.1:1/u>"}))
    box.wait_quiet()
    page = f"/messages/{letter['id']}"
    assert f'src="{page}/html"' in box.http.get(page).text
    assert "thank you for your time." in box.http.get(page, params={"view": "text"}).text
    source = box.http.get(page, params={"view": "source"}).text
    assert "List-Unsubscribe" in source
    assert "0190-1" in source
    events = box.http.get(page, params={"view": "events"}).text
    assert "delivered" in events
    assert "answered 200" in events
    assert box.http.get("/messages/99").status_code == 404


def test_a_letter_can_do_nothing_in_its_frame(box: Driver) -> None:
    letter = box.sent(html_mail("ada@candidate.example", NASTY))
    frame = box.http.get(f"/messages/{letter['id']}/html")
    policy = frame.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    page = box.http.get(f"/messages/{letter['id']}").text
    assert "allow-scripts" not in page
    shown = box.http.get(f"/messages/{letter['id']}", params={"view": "source"}).text
    assert "<script>alert" not in shown


def test_an_attached_file_is_shown_by_name_and_handed_out_to_keep(box: Driver) -> None:
    content = b64encode(b"BEGIN:VCALENDAR").decode()
    calendar = {"content": content, "type": "text/calendar", "filename": "visit.ics", "disposition": "attachment"}
    page = {"content": b64encode(NASTY.encode()).decode(), "type": "text/html", "filename": 'x".html'}
    letter = box.sent(mail(attachments=[calendar, page]))
    assert [one["filename"] for one in letter["attachments"]] == ["visit.ics", 'x".html']
    assert letter["attachments"][0]["at"] in box.http.get(f"/messages/{letter['id']}").text
    file = box.http.get(letter["attachments"][0]["at"])
    assert (file.content, file.headers["content-type"]) == (b"BEGIN:VCALENDAR", "text/calendar; charset=utf-8")
    nasty = box.http.get(letter["attachments"][1]["at"])
    assert nasty.headers["content-disposition"] == 'attachment; filename="x_.html"'
    assert nasty.headers["content-security-policy"].startswith("sandbox")
    assert box.http.get(f"/messages/{letter['id']}/attachments/2").status_code == 404


def test_the_page_asks_nobody_else_for_anything(box: Driver) -> None:
    box.sent()
    page = box.http.get("/")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page.text)
    for name in ("mailbox.css", "mailbox.js", "envelope.svg"):
        assert "http" not in box.http.get(f"/static/{name}").text.replace("http://www.w3.org/2000/svg", "")


def test_a_button_plays_a_person_and_shows_what_came_of_it(box: Driver) -> None:
    letter = box.sent()
    box.wait_quiet()
    answer = box.http.post(f"/messages/{letter['id']}/act", data={"act": "reply", "text": "Hello Rosa"}, follow_redirects=True)
    assert "replied to r.token@reply.example" in answer.text
    box.wait_quiet()
    assert len(box.receiver.to("/inbound")) == 1
    assert box.http.post(f"/messages/{letter['id']}/act", data={"act": "dance"}).status_code == 422


def test_every_act_has_a_button_that_works(box: Driver) -> None:
    letter = box.sent(html_mail("ada@candidate.example", f'<a href="{box.receiver.url}/story">Our story</a>'))
    page = box.http.get(f"/messages/{letter['id']}").text
    acts = re.findall(r'name="act" value="(\w+)"', page)
    assert {"open", "click", "reply", "out_of_office", "bounce", "complain", "unsubscribe"} <= set(acts)
    for act in acts:
        box.http.post(f"/messages/{letter['id']}/act", data={"act": act})
    box.wait_quiet()
    assert {reaction["state"] for reaction in box.message(letter["id"])["reactions"]} == {"done"}
    assert {"open", "click", "bounce", "spamreport"} <= set(box.receiver.names())


def test_a_button_moves_the_time(box: Driver) -> None:
    assert "5 Jan 2026, 08:15 UTC" in box.http.get("/").text
    box.http.post("/time", data={"advance": "1w"})
    assert "12 Jan 2026, 08:15 UTC" in box.http.get("/").text
    assert box.http.post("/time", data={"advance": "soon"}).status_code == 422


def test_the_page_after_a_button_shows_the_time_that_was_walked_to(start: StartSandbox, tmp_path: Path) -> None:
    time_file, walk_file = tmp_path / "time.json", tmp_path / "walk.json"
    box = start(walk_file=walk_file)
    asked = Event()

    def clock_process() -> None:
        while not walk_file.exists():
            assert not asked.wait(0.01)
        to = json.loads(walk_file.read_text())["to"]
        time_file.write_text(json.dumps({"at": to}))
        walk_file.unlink()

    with ThreadPoolExecutor(1) as others:
        walk = others.submit(clock_process)
        page = box.http.post("/time", data={"advance": "1d"}, follow_redirects=True).text
        asked.set()
        walk.result()
    assert "6 Jan 2026, 08:15 UTC" in page


def test_other_pages_in_the_browser_cannot_steer_the_sandbox(box: Driver) -> None:
    stranger = {"Origin": "https://mallory.example"}
    assert box.http.post("/time", data={"advance": "1w"}, headers=stranger).status_code == 403
    assert box.http.post("/api/time", json={"advance": "1w"}, headers={"Origin": "null"}).status_code == 403
    assert box.http.get("/api/messages", headers={"Host": "mallory.example"}).status_code == 403
    assert box.http.post("/time", data={"advance": "1h"}, headers={"Origin": box.url}).status_code == 303
