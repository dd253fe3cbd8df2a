"""After a hire: a check-in, anniversaries, a referral ask; dates that move; and no pile of old mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from campaigns.vocabulary import Anchor
from tests.conftest import ON_SQLITE
from tests.world import ADA, World

pytestmark = ON_SQLITE


def letters_of(world: World, campaign: str) -> list[str]:
    return [m.sending_at.date().isoformat() for m in world.messages() if m.campaign == campaign and m.sending_at]


def test_the_check_in_comes_ninety_days_after_the_start_date(world: World) -> None:
    world.hire("2026-01-12")

    world.pass_days(120)

    assert letters_of(world, "check_in_90_day") == ["2026-04-13"]  # 12 April is a Sunday


def test_the_check_in_moves_when_the_start_date_moves(world: World) -> None:
    world.hire("2026-01-12")
    world.pass_days(30)

    world.tell("candidate.updated", placement={"start_date": "2026-03-02"})
    world.pass_days(150)

    assert letters_of(world, "check_in_90_day") == ["2026-06-01"]  # 31 May is a Sunday
    assert "redated" in world.reasons()


def test_what_happened_before_but_is_told_late_ends_no_placement_and_moves_no_date(world: World) -> None:
    world.hire("2026-01-12", application={"id": "app-1"})
    hired = world.now
    world.now += timedelta(hours=2)

    world.tell("candidate.left", at=hired - timedelta(days=1))
    world.tell("candidate.updated", placement={"start_date": "2026-03-02"})
    world.tell("candidate.updated", placement={"start_date": "2026-02-02"}, at=hired + timedelta(hours=1))
    world.pass_days(180)

    assert letters_of(world, "check_in_90_day") == ["2026-06-01"]


def test_a_second_hire_event_for_the_same_placement_moves_the_date_too(world: World) -> None:
    world.hire("2026-01-12", application={"id": "app-1"})

    world.now += timedelta(hours=1)
    world.hire("2026-02-02", application={"id": "app-1"})
    world.pass_days(130)

    assert letters_of(world, "check_in_90_day") == ["2026-05-04"]  # 3 May is a Sunday


def test_leaving_ends_check_in_and_anniversaries(world: World) -> None:
    world.hire("2026-01-12")
    world.pass_days(40)

    world.tell("candidate.left")
    world.pass_days(800)

    assert not {"check_in_90_day", "job_anniversary"} & {message.campaign for message in world.messages()}


def test_an_unhire_ends_what_the_hire_began(world: World) -> None:
    world.hire("2026-01-12", application={"id": "app-1"})
    world.now += timedelta(hours=2)

    world.tell("candidate.unhired", application={"id": "app-1"})
    world.pass_days(400)

    assert world.sent == []


def test_an_update_that_brings_the_first_start_date_starts_what_could_not_start_without(world: World) -> None:
    world.tell("candidate.hired", placement={"job_title": "Data Engineer"})
    counted_from_it = [one for one in world.parts.campaigns.values() if one.anchor is Anchor.START_DATE]
    assert world.reasons().count("no_date") == len(counted_from_it)

    world.now += timedelta(days=1)
    world.tell("candidate.updated", placement={"start_date": "2026-01-12"})
    world.pass_days(120)

    assert letters_of(world, "check_in_90_day") == ["2026-04-13"]


def test_an_anniversary_comes_each_year_and_a_29_february_falls_on_the_28th(make_world: Callable[..., World]) -> None:
    world = make_world(datetime(2028, 2, 28, 8, 0, tzinfo=UTC))
    world.hire("2028-02-29")

    world.until(datetime(2032, 3, 5, tzinfo=UTC))

    days = letters_of(world, "job_anniversary")
    assert days == ["2029-02-28", "2030-02-28", "2031-02-28", "2032-03-01"]  # 29 February 2032 is a Sunday


def test_ten_years_of_hires_imported_at_once_send_nobody_old_mail(world: World) -> None:
    for year in range(2016, 2026):
        for month in (1, 7):
            person = {**ADA, "id": f"p-{year}-{month}", "email": f"p{year}{month}@mail.example"}
            start = f"{year}-{month:02}-04"
            at = datetime(year, month, 1, tzinfo=UTC)
            world.hire(start, candidate=person, at=at)

    world.pass_days(3)

    assert world.sent == []
    world.pass_days(370)
    counts: dict[str, int] = {}
    for letter in world.sent:
        counts[letter.to.address] = counts.get(letter.to.address, 0) + 1
    assert max(counts.values()) <= 3
    assert all(m.campaign in ("job_anniversary", "check_in_90_day", "catch_up_coffee") for m in world.messages())


def test_nobody_is_asked_for_a_referral_without_a_good_experience(world: World) -> None:
    world.hire("2026-01-12")

    world.pass_days(500)

    assert letters_of(world, "referral_ask") == []
    assert "condition_not_met" in world.reasons("skip")


def test_somebody_who_clicked_is_asked_once_in_twelve_months(world: World) -> None:
    world.hire("2026-01-12")
    world.tell("job.opened", job={"id": "job-9", "title": "Data Engineer", "skills": ["python"]})
    world.pass_days(100)
    message = world.messages()[0]
    world.signal("clicked", message, after=timedelta(hours=3))

    world.pass_days(300)
    anniversary = world.messages()[-1]
    world.signal("opened", anniversary, after=timedelta(hours=5))
    world.signal("clicked", anniversary, after=timedelta(hours=5, minutes=1))
    world.pass_days(300)

    days = letters_of(world, "referral_ask")
    assert len(days) == 2
    first, second = (datetime.fromisoformat(day) for day in days)
    assert second - first >= timedelta(days=365)
    assert any("Data Engineer" in letter.text and "open" in letter.text.lower() for letter in world.sent)
