"""How people and their programs say that they are away, in the languages we meet."""

from __future__ import annotations

import re

AWAY_SUBJECT = re.compile(
    # English
    r"automatic reply|auto[- ]?reply|autoreply|auto[- ]?response|out of (?:the )?office|on (?:annual|maternity"
    r"|parental) leave"
    # German, Danish, Swedish, Norwegian
    r"|automatische antwort|abwesenheits?|nicht im b[üu]ro|autosvar|automatisk svar|ikke på kontoret|fravær|ferie\b|barsel"
    r"|automatiskt svar|frånvaro|fraværsmelding|urlaub|semester\b"
    # French, Spanish, Italian, Dutch, Japanese
    r"|réponse automatique|absence|respuesta automática|fuera de (?:la )?oficina"
    r"|risposta automatica|fuori sede|automatisch antwoord|afwezig|自動応答|不在",
    re.IGNORECASE,
)
"""To be matched at the beginning of a subject: Exchange puts its word before the subject it answers."""

AWAY_TEXT = re.compile(
    # English
    r"out of (?:the )?office|away from (?:the office|my desk|my mail)|not in the office|limited access to (?:my )?e-?mail"
    r"|on (?:annual |parental |maternity |paternity |sick )?(?:leave|vacation|holiday)"
    r"|back (?:in the office )?on"
    r"|(?:currently|presently) (?:away|travelling|traveling|on a trip)|will be away|am away (?:until|from|on)"
    # German
    r"|nicht im (?:büro|haus)|(?:nicht|erst wieder) (?:am arbeitsplatz|erreichbar)|au(?:ß|ss)er haus|im urlaub"
    r"|abwesend|elternzeit"
    r"|wieder (?:da|erreichbar|im büro)"
    # Danish
    r"|ikke på kontoret|holder (?:ferie|fri)|på (?:ferie|barsel|orlov|kursus)|væk fra kontoret|fraværende"
    r"|tilbage (?:igen )?(?:på kontoret )?(?:den|d\.|mandag|tirsdag|onsdag|torsdag|fredag)|ferielukket|holder lukket"
    # Swedish, Norwegian, Dutch
    r"|inte på kontoret|på (?:semester|föräldraledighet|ferie|permisjon)|åter (?:på kontoret )?den|tjänstledig"
    r"|ute av kontoret"
    r"|niet op kantoor|afwezig|met (?:vakantie|verlof)|op vakantie"
    # French, Spanish, Italian
    r"|absente? du bureau|en (?:congés?|vacances|déplacement)|(?:suis|serai) absente?|de retour le"
    r"|fuera de (?:la )?oficina|de vacaciones|ausente|fuori (?:sede|ufficio)|in ferie"
    # Japanese
    r"|不在|休暇|休業",
    re.IGNORECASE,
)

LEFT_FOR_GOOD = re.compile(
    # English
    r"no longer (?:works?|working|employed|with|at|part of)\b|(?:has|have) left (?:the company|the firm"
    r"|the organi[sz]ation|our company|us\b)"
    r"|(?:mailbox|address|account) is no longer (?:in use|monitored|active|valid)"
    # German
    r"|nicht mehr (?:bei|für) \w+(?: \w+){0,4} (?:tätig|beschäftigt|angestellt)|nicht mehr (?:in"
    r"|im) (?:unserem )?(?:unternehmen|hause?)\b"
    r"|(?:das|unser) unternehmen verlassen|ausgeschieden"
    # Danish, Swedish, Norwegian
    r"|arbejder ikke længere|er ikke længere ansat|er fratrådt|er stoppet (?:hos|i)\b|har forladt (?:firmaet|virksomheden)"
    r"|arbetar inte längre|har slutat|jobber ikke lenger"
    # French, Dutch, Spanish
    r"|ne travaille plus|ne fait plus partie|a quitté (?:la société|l'entreprise)|werkt niet (?:meer|langer)|ya no trabaja"
    # Japanese
    r"|退職",
    re.IGNORECASE,
)
"""How a mailbox says that its owner is gone for good."""

NOT_ALL_MAIL = re.compile(r"no longer (?:at (?:my|the) desk|with (?:a|access)|working (?:today|on|from))", re.IGNORECASE)
"""The same words, meaning no such thing."""
