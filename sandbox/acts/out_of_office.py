"""An automatic reply with the day of return (RFC 3834: Auto-Submitted, In-Reply-To, null return path)."""

from datetime import UTC, datetime, timedelta

from sandbox.act import Act, Done, Scene
from sandbox.acts.answering import answer
from sandbox.language import Language, language_of, long_date
from sandbox.reply import Written

_SUBJECT: dict[Language, str] = {
    "en": "Automatic reply: ",
    "da": "Autosvar: ",
    "de": "Automatische Antwort: ",
    "sv": "Automatiskt svar: ",
}
_TEXT: dict[Language, str] = {
    "en": "Thank you for your message. I am out of the office and will be back on {day} {year}. I will read your mail then.",
    "da": "Tak for din mail. Jeg er ikke på kontoret og er tilbage den {day} {year}. Jeg læser din mail, når jeg er tilbage.",
    "de": "Vielen Dank für Ihre Nachricht. Ich bin nicht im Büro und ab dem {day} {year} wieder erreichbar.",
    "sv": "Tack för ditt mejl. Jag är inte på kontoret och är tillbaka den {day} {year}. Jag läser ditt mejl då.",
}


def _out_of_office(scene: Scene) -> Done:
    away = int(scene.args.get("days") or scene.dice.days(3, 14))
    back = datetime.fromtimestamp(scene.now, UTC) + timedelta(days=away)
    language = language_of(scene.letter)
    written = Written(
        _TEXT[language].format(day=long_date(back.date(), language), year=back.year),
        subject=_SUBJECT[language] + " ".join(scene.letter.subject.split()),
        quoted=False,
        headers={"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "auto_reply"},
        null_return_path=True,
    )
    return answer(scene, written, f"out of office until {back:%Y-%m-%d}, said so")


out_of_office = Act("out_of_office", "Out of office", _out_of_office, order=40)
