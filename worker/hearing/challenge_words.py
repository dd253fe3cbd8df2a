"""Challenges: a stranger's filter asks the sender to prove to be a person. We never answer them."""

from __future__ import annotations

import re

from worker.hearing.mail import InboundMail

_HEADERS = ("x-boxbe-message", "x-challenge", "x-spamarrest")
_SENDERS = re.compile(
    r"@(?:[\w-]+\.)*(?:boxbe|spamarrest|mailinblack|sendio|antispam|bluebottle|cleanmail|vailmail)\.\w+$", re.IGNORECASE
)
_ASKS = re.compile(
    r"(?:verify|confirm|prove|validate)\b[^.\n]{0,60}\b(?:you are (?:a )?(?:human|person|real)|your (?:message|e-?mail"
    r"|address)|sender|identity)"
    r"|(?:message|mail|e-mail) (?:is|has been|was) (?:being )?(?:held|waiting|quarantined|placed on hold)"
    r"|sender (?:verification|confirmation)"
    r"|added to (?:the|my|their) (?:guest|approved senders?|allow) ?list|one-time (?:verification|confirmation)"
    r"|protected by an anti-?spam"
    r"|bestätigen sie[^.\n]{0,60}(?:absender|nachricht|mensch)|nachricht wird (?:erst|zurückgehalten)"
    r"|bekræft[^.\n]{0,60}(?:menneske|afsender)"
    r"|vous authentifier|confirmer (?:que vous êtes|votre (?:envoi|message))|verifique su (?:mensaje|correo)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:verif|confirm|challenge|action required|authenti|waiting for|bestätig|bekræft|response needed|your (?:message"
    r"|e-?mail) to)",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://|(?:reply to|antworten sie auf|svar på) (?:this|diese|denne)", re.IGNORECASE)


def asks_for_proof(mail: InboundMail) -> tuple[str, ...]:
    """What shows that this is a challenge; empty when it is none. One sign alone is not enough."""
    signs = [f"header {name}" for name in _HEADERS if name in mail.headers]
    if mail.from_address and _SENDERS.search(mail.from_address):
        signs.append("a challenge service's address")
    text = mail.text[:4000]
    if _ASKS.search(text) and _LINK.search(text):
        signs.append("the text asks for proof, by a link or an answer")
        if _SUBJECT.search(mail.subject):
            signs.append("the subject asks for it")
        if mail.auto_submitted not in (None, "no") or mail.envelope_from == "":
            signs.append("sent by a machine")
    return tuple(signs) if len(signs) >= 2 else ()
