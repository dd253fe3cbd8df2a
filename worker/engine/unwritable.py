"""A letter that cannot be written: tried again until it expires, and somebody is told what to mend."""

from __future__ import annotations

from datetime import timedelta

from campaigns.vocabulary import Letter
from worker.engine.alarm import raise_alarm
from worker.engine.desk import Desk
from worker.engine.variants import letter_name
from worker.rules.reasons import Reason
from worker.store.models.enrollment import Enrollment


def put_off_unwritable(desk: Desk, enrollment: Enrollment, step: Letter, error: Exception) -> None:
    """Look again in an hour: once somebody has mended the letter, it goes. It holds up nobody else's."""
    name = letter_name(enrollment, step)
    desk.say(enrollment, "defer", Reason.LETTER_MISSING, detail=type(error).__name__)
    enrollment.attempts += 1
    enrollment.lease, enrollment.reason = None, Reason.LETTER_MISSING.value
    enrollment.wake_at = desk.now + timedelta(hours=1)
    folder = name.replace(".", "/", 1)
    raise_alarm(
        desk.session,
        desk.parts,
        f"letter {name}",
        title=f"The letter {name} cannot be written",
        detail=str(error)[:300],
        remedy=f"Mend emails/{folder}/ (see `rapport preview {name}`); it is tried again each hour.",
    )
