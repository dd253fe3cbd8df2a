"""How people and their programs say that they are away, in the languages we meet."""

from __future__ import annotations

import re

AWAY_SUBJECT = re.compile(
    # English
    r"automatic reply|auto[- ]?reply|autoreply|auto[- ]?response|out of (?:the )?office|on (?:annual|maternity|parental) leave"
    # German, Danish, Swedish, Norwegian
    r"|automatische antwort|abwesenheits?|nicht im b[üu]ro|autosvar|automatisk svar|ikke på kontoret|fravær|ferie\b|barsel"
    r"|automatiskt svar|frånvaro|fraværsmelding"
    # French, Spanish, Italian, Dutch, Japanese
    r"|réponse automatique|absence du bureau|respuesta automática|fuera de (?:la )?oficina"
    r"|risposta automatica|fuori sede|automatisch antwoord|afwezig|自動応答|不在",
    re.IGNORECASE,
)
"""To be matched at the beginning of a subject: Exchange puts its word before the subject it answers."""

AWAY_TEXT = re.compile(
    # English
    r"out of (?:the )?office|away from (?:the office|my desk|my mail)|not in the office|limited access to (?:my )?e-?mail"
    r"|on (?:annual |parental |maternity |paternity |sick )?(?:leave|vacation|holiday)"
    r"|back (?:in the office )?on"
    # German
    r"|nicht im (?:büro|haus)|(?:nicht|erst wieder) (?:am arbeitsplatz|erreichbar)|au(?:ß|ss)er haus|im urlaub"
    r"|abwesend|elternzeit"
    r"|wieder (?:da|erreichbar|im büro)"
    # Danish
    r"|ikke på kontoret|holder (?:ferie|fri)|på (?:ferie|barsel|orlov|kursus)|væk fra kontoret|fraværende"
    r"|tilbage (?:igen )?(?:på kontoret )?(?:den|d\.|mandag|tirsdag|onsdag|torsdag|fredag)",
    re.IGNORECASE,
)
