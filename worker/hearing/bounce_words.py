"""What mail systems say when they give mail back, where they do not say it as RFC 3464 has it, or say too little there."""

from __future__ import annotations

import re

from worker.hearing.enhanced_status import Fault, fault_of, status_in
from worker.hearing.mail import InboundMail

MAIL_SYSTEMS = re.compile(
    r"(?:mailer-daemon|postmaster|mail-?daemon|mailerdaemon|microsoftexchange\w*|mdaemon|mail)", re.IGNORECASE
)
RETURNED_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{1,30}\]\s*)?(?:undeliver(?:able|ed)|undelivered mail|mail delivery (?:failed|failure|system|subsystem)"
    r"|delivery (?:status notification|failure|has failed|unsuccessful|problem)|returned mail|failure notice"
    r"|message (?:not|could not be) delivered|mail system error|warning: (?:message|could not send)|non-?delivery"
    r"|unzustellbar|nicht zustellbar|(?:mail|e-mail) konnte nicht|ikke leveret|kan ikke leveres|e-?mail(?:en)? (?:kunne"
    r"|blev) ikke"
    r"|non remis|échec de (?:la )?remise|no se (?:ha )?p(?:udo|uede|odido) entregar|oleverbart|niet bestelbaar|配信不能)",
    re.IGNORECASE,
)
_GIVEN_BACK = re.compile(
    r"(?:could|can|was|were)(?: not|n't) (?:be )?deliver|permanent(?:ly)? (?:fatal )?(?:error|fail)|wasn't able to deliver"
    r"|unable to deliver|delivery (?:to the following|has failed|failed)|undeliverable|address(?:es)? (?:not found|failed)"
    r"|did not reach|konnte nicht zugestellt|nicht zugestellt werden|kunne ikke leveres|blev ikke leveret"
    r"|n'a pas pu être remis"
    r"|no se pudo entregar|\b5\d\d[ -]5\.\d{1,3}\.\d{1,3}\b|<<< 5\d\d",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\bspam|\bblocked\b|block ?list|black ?list|\bdkim\b|\bspf\b|\bdmarc\b|reputation|unsolicited|policy (?:reasons"
    r"|violation)"
    r"|message (?:content )?rejected|content (?:rejected|filter)|too large|exceeds? (?:the )?(?:size|maximum)|banned"
    r"|not authenticated",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"(?:mailbox|inbox)(?: is)? (?:full|has exceeded)|over ?quota|quota exceeded|insufficient (?:disk|system|storage)"
    r"|out of storage"
    r"|temporar|try again|timed? out|too many connections|greylist|will (?:be )?retr(?:y|ied)|receiving (?:mail"
    r"|email) (?:at a rate|too)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:user|recipient|address|account|mailbox)(?: address)?(?: is)? (?:unknown|not found|does not exist|doesn't exist"
    r"|not exist"
    r"|couldn't be found|unavailable or does not exist|disabled or deleted|invalid)|unknown (?:user|recipient|address"
    r"|local part)"
    r"|no such (?:user|recipient|mailbox|address|person|domain)|does not have an? [\w.-]{1,40} account"
    r"|doesn't have an? [\w.-]{1,40} account|account (?:that you tried to reach )?does not exist"
    r"|no mailbox (?:here )?by that name"
    r"|unrouteable address|(?:host|domain)(?: name)? (?:or domain name )?(?:unknown|not found|does not exist)"
    r"|couldn't find any host"
    r"|recipient address rejected: access denied|wasn't found at|mailbox unavailable|not a valid (?:user|mailbox|recipient)"
    r"|isn't (?:a )?valid|not listed in (?:domino|the) directory|invalid (?:recipient|mailbox)",
    re.IGNORECASE,
)


def gives_mail_back(mail: InboundMail) -> tuple[str, ...]:
    """What shows that a mail system returns mail without a report (qmail's way, and many a gateway's); empty when it does not.

    A mail system's address, or the null return path, must stand beside its words: people quote such words too.
    """
    sender = (mail.from_address or "").partition("@")[0]
    if mail.in_reply_to and not MAIL_SYSTEMS.fullmatch(sender):
        return ()
    signs = []
    if MAIL_SYSTEMS.fullmatch(sender):
        signs.append("from a mail system's address")
    if mail.envelope_from == "":
        signs.append("null return path")
    if not signs:
        return ()
    words = [
        *(["the subject says returned"] if RETURNED_SUBJECT.match(mail.subject[:200]) else []),
        *(["the text says returned"] if _GIVEN_BACK.search(mail.text[:6000]) else []),
    ]
    if not words or (len(words) < 2 and not MAIL_SYSTEMS.fullmatch(sender)):
        return ()
    return (*words, *signs)


def fault_in(mail: InboundMail) -> tuple[Fault, str]:
    """Whose fault a returned mail names, and what says so. Where nothing is sure the address is not blamed: passing."""
    fields = mail.report.fields if mail.report is not None else {}
    diagnostic = fields.get("diagnostic-code", "")
    said = mail.text[:6000]
    for status, where in ((fields.get("status"), "status"), (status_in(diagnostic), "diagnostic"), (status_in(said), "text")):
        fault = fault_of(status.split()[0] if status else None)
        if fault is not None and not (status or "").endswith((".0.0", ".0")):
            return fault, f"{where} {status} (RFC 3463): {fault.value}"
    for words in (diagnostic, said):
        for fault, pattern in ((Fault.PASSING, _PASSING), (Fault.OURS, _OURS), (Fault.ADDRESS, _ADDRESS)):
            if pattern.search(words):
                return fault, f"the words of the returning system: {fault.value}"
    coarse = fault_of(fields.get("status"))
    return coarse or Fault.PASSING, "nothing sure is said: " + (coarse or Fault.PASSING).value
