"""An application nobody said a word about for two weeks: say where it stands, twice at most, then a person must. Practice 5."""

from campaigns.vocabulary import Anchor, Campaign, Handoff, Letter, OncePer, Topic, business_days, days, morning
from schemas.events.candidate_advanced import CandidateAdvanced
from schemas.events.candidate_applied import CandidateApplied
from schemas.events.candidate_hired import CandidateHired
from schemas.events.candidate_rejected import CandidateRejected
from schemas.events.candidate_unrejected import CandidateUnrejected
from schemas.events.candidate_withdrew import CandidateWithdrew

still_in_process = Campaign(
    "still_in_process",
    topic=Topic.AFTER_APPLICATION,
    starts_on=[CandidateApplied, CandidateAdvanced, CandidateUnrejected],
    anchor=Anchor.LAST_WORD,
    once_per=OncePer.APPLICATION,
    stops_on=[CandidateRejected, CandidateHired, CandidateWithdrew],
    steps=[
        Letter("where_it_stands", after=business_days(10), at=morning, answers_event=True, expires=days(7)),
        Letter("still_waiting", after=business_days(10), at=morning, answers_event=True, expires=days(7)),
        Handoff(
            "give_word",
            after=business_days(1),
            deadline=days(14),
            ask={
                "en": "They have waited for weeks, and were promised word in person: a decision, or why there is none yet.",
                "da": "Personen har ventet i uger og er lovet personlig besked: en afgørelse, eller hvorfor den mangler.",
                "de": "Hier wartet jemand seit Wochen auf das versprochene Wort: eine Entscheidung, oder warum sie noch fehlt.",
                "sv": "Personen har väntat i veckor och lovats personligt besked: ett beslut, eller varför det dröjer.",
            },
        ),
    ],
)
