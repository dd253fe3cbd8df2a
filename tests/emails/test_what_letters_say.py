"""What the letters say when something is there, and when it is not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import emails
from emails.languages import languages
from emails.values import CommunityEvent, OpenRole, PrintableFeedback, Sender
from emails.wording import load_wording
from tests.emails.reading import LETTERS, Page, values

TEAM = Sender("Northwind Talent", "talent@northwind.example", is_team=True)


def test_a_thank_you_names_role_stage_and_recruiter() -> None:
    letter = LETTERS.render("post_rejection.thank_you", "en", values(first_name="Ada", roles=("Data Engineer",), stage="final"))
    for part in (Page(letter.html).words, letter.text):
        assert "Dear Ada," in part
        assert "the role of Data Engineer" in part
        assert "right up to the last round" in part
        assert "Rosa Lind" in part
    assert letter.subject == "Your application for Data Engineer"


def test_three_roles_are_named_in_one_letter() -> None:
    letter = LETTERS.render("post_rejection.thank_you", "de", values(roles=("A", "B", "C")))
    assert "die Stellen als A, B und C" in letter.text
    assert "Ihre Bewerbungen diesmal" in letter.text
    assert letter.subject == "Ihre Bewerbungen bei Northwind Talent"


@pytest.mark.parametrize("locale", languages())
def test_feedback_is_printed_where_there_is_some(locale: str) -> None:
    feedback = PrintableFeedback(("Found the index.",), ("Failure cases.",), "First line.\nSecond line.", ("Analyst", "Builder"))
    letter = LETTERS.render("post_rejection.thank_you", locale, values(feedback=feedback))
    for part in (Page(letter.html).words, letter.text):
        for said in ("Found the index.", "Failure cases.", "First line.", "Second line.", "Analyst", "Builder"):
            assert said in part
    assert "- Found the index.\n" in letter.text
    assert "First line.\n\nSecond line." in letter.text


@pytest.mark.parametrize("locale", languages())
@pytest.mark.parametrize("feedback", [None, PrintableFeedback(), PrintableFeedback(("\u202e",), note=" ")])
def test_no_feedback_is_invented(locale: str, feedback: PrintableFeedback | None) -> None:
    letter = LETTERS.render("post_rejection.thank_you", locale, values(feedback=feedback))
    assert "<h2" not in letter.html
    assert "<li" not in letter.html


def test_without_feedback_a_conversation_is_offered_by_calendar() -> None:
    sender = Sender("Rosa", "rosa@northwind.example", calendar_url="https://calendar.example/rosa")
    letter = LETTERS.render("post_rejection.thank_you", "en", values(sender=sender))
    assert "Find a time to talk:\nhttps://calendar.example/rosa\n" in letter.text
    assert "https://calendar.example/rosa" in Page(letter.html).links


def test_without_a_calendar_a_reply_is_enough() -> None:
    letter = LETTERS.render("post_rejection.thank_you", "en", values())
    assert "Just reply to this email." in letter.text
    assert "Find a time" not in letter.text + letter.html


@pytest.mark.parametrize(
    ("locale", "one", "team"),
    [
        ("en", "I\u2019m sorry", "we\u2019re sorry"),
        ("da", "jeg er ked af", "vi er kede af"),
        ("de", "es tut mir leid", "es tut uns leid"),
    ],
)
def test_a_person_says_i_and_a_team_says_we(locale: str, one: str, team: str) -> None:
    assert one in LETTERS.render("post_rejection.thank_you", locale, values()).text
    from_team = LETTERS.render("post_rejection.thank_you", locale, values(sender=TEAM))
    assert team in from_team.text
    assert one not in from_team.text


def test_a_stage_without_words_is_left_out() -> None:
    letter = LETTERS.render("post_rejection.thank_you", "en", values(stage="Zorp round"))
    assert "Zorp" not in letter.html + letter.text
    assert "put into your application." in letter.text


def test_a_member_is_not_told_of_the_invitation() -> None:
    assert "six weeks" in LETTERS.render("post_rejection.thank_you", "en", values()).text
    assert "six weeks" not in LETTERS.render("post_rejection.thank_you", "en", values(member=True)).text


@pytest.mark.parametrize("locale", languages())
def test_the_invitation_leads_to_the_talent_network(locale: str) -> None:
    letter = LETTERS.render("post_rejection.keep_in_touch", locale, values())
    assert "https://rapport.example/j/tok" in Page(letter.html).links
    assert "https://rapport.example/j/tok" in letter.text


@pytest.mark.parametrize(
    ("locale", "years", "subject", "said"),
    [
        ("en", 1, "Congratulations on one year", "One year ago, on 29 February 2024, you started"),
        ("en", 2, "Congratulations on two years", "Congratulations on your second anniversary!"),
        ("en", 21, "Congratulations on 21 years", "21st anniversary"),
        ("da", 1, "Tillykke med et år i jobbet", "For et år siden, den 29. februar 2024, begyndte du"),
        ("da", 13, "Tillykke med 13 år i jobbet", "den 13. årsdag"),
        ("de", 1, "Herzlichen Glückwunsch zum ersten Jahr", "vor einem Jahr, am 29. Februar 2024, haben Sie"),
        ("de", 3, "Herzlichen Glückwunsch zu drei Jahren im Job", "zum dritten Jahrestag"),
    ],
)
def test_an_anniversary_counts_as_the_language_does(locale: str, years: int, subject: str, said: str) -> None:
    letter = LETTERS.render("job_anniversary.congratulations", locale, values(years=years, start_date=date(2024, 2, 29)))
    assert letter.subject == subject
    assert said in letter.text


@pytest.mark.parametrize("locale", languages())
def test_a_referral_ask_lists_open_roles_where_there_are_some(locale: str) -> None:
    roles = (OpenRole("Baker", "Aarhus", "https://jobs.example/1"), OpenRole("Miller"))
    letter = LETTERS.render("referral_ask.ask", locale, values(open_roles=roles))
    assert "\nBaker (https://jobs.example/1)\nAarhus\n\nMiller\n" in letter.text
    assert "https://jobs.example/1" in Page(letter.html).links
    assert "jobs.example" not in LETTERS.render("referral_ask.ask", locale, values()).html


def test_a_photo_is_shown_only_where_there_is_one() -> None:
    sender = Sender("Rosa", "rosa@northwind.example", photo_url="https://photos.example/rosa.jpg")
    page = Page(LETTERS.render("post_rejection.thank_you", "en", values(sender=sender)).html)
    assert [picture["src"] for picture in page.pictures] == ["https://photos.example/rosa.jpg"]
    assert page.pictures[0]["alt"] == ""  # the name stands beside it


def test_a_forwarded_reply_shows_what_was_written_and_by_whom() -> None:
    extra = {
        "candidate_name": "Ada Holm",
        "excerpt": "Hello\nthere <b>",
        "letter": "Your application",
        "link": "https://x.example/h",
    }
    letter = LETTERS.render("service.forward_reply", "en", values(extra=extra))
    assert letter.subject == "Reply from Ada Holm"
    assert "Hello\nthere <b>\n" in letter.text
    assert "there &lt;b&gt;" in letter.html


def test_a_handoff_says_what_to_do_and_until_when() -> None:
    extra = {
        "candidate_name": "Ada",
        "ask": "Please call.",
        "role": "Baker",
        "deadline": "Friday, 10:00",
        "link": "https://x.example/h",
    }
    letter = LETTERS.render("service.handoff_opened", "en", values(extra=extra))
    assert letter.subject == "For you: Ada, Baker"
    assert "Please call." in letter.text
    assert "By: Friday, 10:00" in letter.text


def test_a_handoff_names_its_day_as_the_language_does() -> None:
    extra = {"candidate_name": "ada@candidate.example", "ask": "x", "deadline": "2026-03-12", "link": "https://x.example/h"}
    letter = LETTERS.render("service.handoff_opened", "de", values(extra=extra))
    assert "Spätestens: 12. März 2026" in letter.text
    assert letter.subject == "Für Sie: ada@candidate.example"


def test_an_alarm_says_what_happened_and_what_to_do() -> None:
    extra = {"title": "SendGrid refuses our key", "detail": "401 at 09:14.", "remedy": "Run: rapport doctor"}
    letter = LETTERS.render("service.alarm", "en", values(extra=extra))
    assert letter.subject == "Rapport needs you: SendGrid refuses our key"
    assert "401 at 09:14." in letter.text
    assert "Run: rapport doctor" in letter.text


FIVE = datetime(2026, 3, 12, 17, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))


@pytest.mark.parametrize(
    ("locale", "lasts", "said"),
    [
        ("en", timedelta(hours=2), "Thursday, 12 March 2026, 17:00 to 19:00"),
        ("da", timedelta(hours=2), "Torsdag den 12. marts 2026, kl. 17.00 til 19.00"),
        ("de", timedelta(hours=2), "Donnerstag, 12. März 2026, 17:00 bis 19:00 Uhr"),
        ("de", None, "Donnerstag, 12. März 2026, 17:00 Uhr"),
        ("en", timedelta(hours=16), "Thursday, 12 March 2026, 17:00, to Friday, 13 March 2026, 09:00"),
    ],
)
def test_an_event_is_told_when_as_the_language_does(locale: str, lasts: timedelta | None, said: str) -> None:
    wording = load_wording(Path(emails.__file__).parent / "locales" / f"{locale}.toml")
    event = CommunityEvent("Open house", FIVE, FIVE + lasts if lasts else None, "Harbour Street 1, Copenhagen")
    assert wording.when(event).replace("\u00a0", " ") == said


def test_a_day_keeps_its_month_on_the_page_and_folds_freely_in_plain_text() -> None:
    letter = LETTERS.render("job_anniversary.congratulations", "da", values(years=7, start_date=date(2019, 3, 4)))
    assert "den 4.\u00a0marts 2019" in letter.html
    assert "den 4. marts 2019" in letter.text


@pytest.mark.parametrize(
    ("locale", "place", "said"),
    [
        ("en", "Online", "17:00 (Copenhagen time)"),
        ("en", None, "17:00 (Copenhagen time)"),
        ("da", "Online", "kl. 17.00 (tid i København)"),
        ("de", "Online", "17:00 Uhr (Ortszeit Kopenhagen)"),
        ("da", "Havnegade 1, København", "kl. 17.00"),
    ],
)
def test_whose_clock_it_is_stands_there_where_the_place_does_not_tell(locale: str, place: str | None, said: str) -> None:
    wording = load_wording(Path(emails.__file__).parent / "locales" / f"{locale}.toml")
    assert wording.when(CommunityEvent("Talk", FIVE, place=place)).replace("\u00a0", " ").endswith(said)


@pytest.mark.parametrize(
    ("locale", "one", "many"),
    [
        ("en", "This role is open", "These roles are open"),
        ("da", "Denne stilling er", "Disse stillinger er"),
        ("de", "Diese Stelle ist", "Diese Stellen sind"),
    ],
)
def test_one_role_is_not_spoken_of_as_many(locale: str, one: str, many: str) -> None:
    for roles, said in (((OpenRole("Baker"),), one), ((OpenRole("Baker"), OpenRole("Miller")), many)):
        assert said in LETTERS.render("referral_ask.ask", locale, values(open_roles=roles)).text
