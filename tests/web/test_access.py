"""What do you hold about me, and erase me: asked on the page, answered to the address itself, for an hour."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from tests.web.conftest import BOTH, Site
from tests.world import ADA
from worker.store.base import Base
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Suppression, TopicChoice
from worker.store.models.message import Message

WISHES = {"roles": ["Data Lead"], "places": ["Malmö"], "seniority": "leading"}


def ask(site: Site, what: str) -> str:
    page = site.http.post(site.link("p"), data={"act": what})
    site.world.drain()
    return page.text


@BOTH
def test_ada_reads_what_is_held_about_her_and_takes_it_with_her(letter_site: Site) -> None:
    path = letter_site.link("p")
    letter_site.http.post(path, data={"act": "save", "topic": "placement", "often": "ours", "locale": "en", "tracking": "on"})
    letter_site.world.tell("candidate.updated", candidate=ADA | {"tags": ["Nordic", "alumni"], "wishes": WISHES})

    told = ask(letter_site, "data")

    assert "works for one hour" in told
    assert "ada@" not in told
    link = letter_site.service_link("d")
    page = letter_site.http.get(link)
    for said in (
        "Ada Byron",
        "ada@mail.example",
        "Data Engineer",
        "ats: ada",
        "no to: Milestones",
        "Rosa Lindqvist",
        "alumni, nordic",
        "Data Lead, Malmö, leading",
    ):
        assert said in page.text
    assert page.headers["cache-control"] == "no-store"
    data = letter_site.http.get(f"{link}/data.json").json()
    assert (data["candidate"][0]["address"], data["candidate"][0]["tags"]) == ("ada@mail.example", ["alumni", "nordic"])
    assert {"application", "upstream_ref", "message", "consent", "topic_choice", "decision", "enrollment"} <= set(data)
    letter_site.world.now += timedelta(hours=1, seconds=1)
    assert letter_site.http.get(link).status_code == 404
    assert letter_site.http.get(f"{link}/data.json").status_code == 404


def test_every_table_that_holds_something_of_a_person_is_shown() -> None:
    """Rows are found by their column `candidate_id`; a table that points to people under another name would be left out."""
    pointing = [(table.name, key.parent.name) for table in Base.metadata.sorted_tables for key in table.foreign_keys
                if key.column.table.name == "candidate"]  # fmt: skip
    assert {column for _, column in pointing} == {"candidate_id"}


@BOTH
def test_erasing_takes_the_link_mailed_to_the_address_and_its_button(letter_site: Site) -> None:
    world, path = letter_site.world, letter_site.link("p")
    ask(letter_site, "erasure")
    link = letter_site.service_link("e")

    for method in ("GET", "HEAD"):
        assert letter_site.http.request(method, link).status_code == 200
    assert world.candidate().address == "ada@mail.example"
    assert "It is erased" in letter_site.http.post(link).text

    with world.parts.database.read() as session:
        for model in (Candidate, Message, TopicChoice):
            assert session.scalar(select(func.count()).select_from(model)) == 0
        assert session.scalars(select(Suppression)).one().reason == "erased"
    for gone in (link, path):
        assert letter_site.http.get(gone).status_code == 404
    world.reject(application_id="app-9")
    world.pass_days(10)
    assert len(world.sent) == 1


def test_mallory_with_a_forwarded_letter_gets_nothing_and_floods_nobody(letter_site: Site) -> None:
    for _ in range(8):
        ask(letter_site, "data")
        ask(letter_site, "erasure")
        letter_site.world.now += timedelta(minutes=61)

    assert {mail.to.address for mail in letter_site.world.service} == {"ada@mail.example"}
    assert len(letter_site.world.service) == 6
    data, erasure = letter_site.service_link("d", -2), letter_site.service_link("e")
    crossed = [letter_site.http.get(data.replace("/d/", "/e/")), letter_site.http.get(erasure.replace("/e/", "/d/"))]
    assert [answer.status_code for answer in crossed] == [404, 404]


def test_a_link_is_worth_nothing_once_the_address_is_another(letter_site: Site) -> None:
    ask(letter_site, "data")
    letter_site.world.tell("candidate.updated", candidate=ADA | {"email": "ada@new.example"})

    assert letter_site.http.get(letter_site.service_link("d")).status_code == 404


def test_somebody_who_stopped_everything_can_still_ask(letter_site: Site) -> None:
    letter_site.http.post(letter_site.link("u"))

    assert "A link is on its way" in ask(letter_site, "data")
    assert "Ada Byron" in letter_site.http.get(letter_site.service_link("d")).text
