"""A letter that waits for approval, as it will look, for the colleague who is asked."""

from __future__ import annotations

from uuid import UUID

from campaigns.vocabulary import Letter
from emails.render import Rendered
from worker.engine.handoff import APPROVE
from worker.engine.letter_values import read_openings, values_of
from worker.engine.outgoing import locale_of
from worker.engine.parts import Parts
from worker.engine.standing import read_standings
from worker.engine.variants import letter_name
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff

_NO_LETTER = UUID(int=0)
"""The links of what is only looked at lead nowhere: a colleague who tries one must not unsubscribe the reader."""


def read_waiting_letter(parts: Parts, token: str) -> Rendered | None:
    """The letter as it would leave now; None when the link is not ours or nothing waits for approval. Changes nothing."""
    handoff_id = parts.keyring.read(Purpose.HANDOFF, token)
    if handoff_id is None:
        return None
    with parts.database.read() as session:
        handoff = session.get(Handoff, handoff_id)
        if handoff is None or handoff.kind != APPROVE or handoff.resolved_at is not None or handoff.enrollment_id is None:
            return None
        enrollment = session.get(Enrollment, handoff.enrollment_id)
        person = session.get(Candidate, handoff.candidate_id)
        campaign = parts.campaigns.get(enrollment.campaign) if enrollment else None
        if enrollment is None or person is None or campaign is None or enrollment.step != handoff.step:
            return None
        _, step = campaign.step_at(enrollment.step)
        if not isinstance(step, Letter):
            return None
        now = parts.now()
        standing = read_standings(session, parts, [person], now)[person.id]
        today = now.astimezone(standing.place.zone).date()
        values = values_of(parts, standing, enrollment, _NO_LETTER, read_openings(session), today)
        return parts.letters.render(letter_name(enrollment, step), locale_of(parts, standing), values)
