"""A mail, understood: what it is, what is new in it, and whether it asks us to stop. The same for every door it came through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from worker.hearing.classify import Classification, classify
from worker.hearing.complaint_forms import button_pressed
from worker.hearing.mail import InboundMail
from worker.hearing.new_text import new_text
from worker.hearing.wish_to_stop import wishes_to_stop

_SPOKEN_FOR = frozenset({"bounce", "complaint", "challenge"})
"""Their words are a mail system's: it says nothing of what its user wishes."""
_SHORT = 40
"""Words. A list's mail that is longer carries a footer, which is no wish of the one who passed it on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail says to us."""

    classed: Classification
    new_text: str
    wish_to_stop: bool


def read_mail(mail: InboundMail, today: date | None = None) -> Reading:
    """Understand a mail. `today` helps to read a return date without a year. Ends soon whatever the mail; never raises."""
    classed, text = classify(mail, today), new_text(mail.text)
    return Reading(classed, text, _wishes_to_stop(mail, classed, text))


def _wishes_to_stop(mail: InboundMail, classed: Classification, text: str) -> bool:
    """A wish is honoured whatever the class, as long as it is the writer's own. A subject speaks only where no text does."""
    if button_pressed(mail):
        return True
    if classed.kind in _SPOKEN_FOR or (classed.kind == "list" and len(text.split()) > _SHORT):
        return False
    return wishes_to_stop(text or mail.subject)
