"""The words with which people ask to be written to no more: lower case, straight apostrophes."""

from __future__ import annotations

WHOLE_MESSAGES = frozenset(
    phrase.strip()
    for line in (
        # English
        "stop, stop it, stop please, please stop, stop this, stop now, stop mailing, stop all, stop it please, no stop",
        "unsubscribe, unsubscribe me, unsubscribe please, please unsubscribe, please unsubscribe me, cancel subscription",
        "remove, remove me, remove me please, please remove, please remove me, take me off, opt out, optout",
        "no more, no more emails, no more mails, leave me alone, no thanks stop",
        # Danish
        "stop tak, tak stop, stop nu, stop venligst, venligst stop, afmeld, afmeld mig, afmeld mig tak, afmeld tak, afmelding",
        "frameld, frameld mig, slet mig, slet mig tak, fjern mig, ikke flere mails, nej tak til flere mails, lad mig være i fred",
        # German
        "stopp, stopp bitte, bitte stopp, bitte stoppen, stoppen, abmelden, bitte abmelden, abmeldung, mich abmelden",
        "abbestellen, bitte abbestellen, austragen, bitte austragen, aufhören, bitte aufhören, keine mails mehr, bitte löschen",
        "keine weiteren mails, bitte keine weiteren mails, lassen sie mich in ruhe, lass mich in ruhe",
        # French, Spanish, Swedish, Norwegian, Dutch, Italian, Japanese
        "désinscription, désinscrire, désabonnement, arrêtez, arrêt, baja, darme de baja, dar de baja, no más correos",
        "avregistrera, avregistrera mig, avprenumerera, sluta, avmeld, avmeld meg, meld meg av, uitschrijven, afmelden",
        "schrijf mij uit, meld mij af, cancellami, cancellatemi, disiscrizione, 配信停止, 配信停止希望, 登録解除",
        "配信停止してください",
    )
    for phrase in line.split(",")
)
"""A message, or its first line, that is nothing but this is a request."""

_MAIL = r"(?:e-?mail(?:s|ing)?|mail(?:s|ings)?|letters|messages|newsletters?|updates|reminders|spam(?:ming)?)"
_POST = r"(?:e-?mails?|mails?|post|beskeder|breve|nyhedsbreve)"
_NACHRICHTEN = r"(?:e-?mails?|mails?|nachrichten|newsletter|post|werbung)"

_ENGLISH = (
    rf"\bstop (?:\w+ ){{0,3}}?{_MAIL}\b",
    r"\bstop (?:sending|contacting|messaging|bothering|writing (?:to )?)(?: to)? ?(?:me|us|these|this|such|it)\b",
    r"\bstop (?:contact|contacting|writing|sending)\s*(?:$|[.!?;])",
    r"\b(?:unsubscribe|remove|delete) (?:me|us)\b",
    r"\bremove my (?:e-?mail|address|name|details|data)\b",
    r"\btake (?:me|my (?:name|address|e-?mail)) off\b",
    r"\b(?:want|wish|like|ask) to (?:unsubscribe|opt out|be removed|be taken off|be unsubscribed)\b",
    r"\bplease (?:unsubscribe|opt me out)\b",
    r"\bopt(?:ing)? (?:me )?out\b",
    (
        r"\b(?:don't|do not|never) (?:ever )?(?:e-?mail|write to|write|contact|message) (?:me|us)"
        r"(?: (?:again|any ?more|ever)|\s*(?:$|[.!?;]))"
    ),
    rf"\b(?:don't|do not|never) (?:ever )?send (?:me|us) (?:any |more |any more |any further |such |these )+{_MAIL}\b",
    rf"\bno (?:more|further) (?:\w+ )?{_MAIL}\b",
    rf"\b(?:no longer|don't|do not|not) (?:want|wish|like|care)(?: to (?:receive|get))? (?:\w+ ){{0,3}}{_MAIL}\b",
    r"\b(?:no longer|don't|do not|not) (?:want|wish) to (?:hear from|be contacted|be e-?mailed)\b",
    rf"\bnot interested in (?:receiving|getting|any (?:more|further)|your|these) (?:\w+ )?{_MAIL}\b",
    r"\bleave me alone\b",
)
_DANISH = (
    r"\b(?:afmeld|frameld|slet|fjern) (?:venligst )?(?:mig|min (?:mail|adresse|e-?mail))\b",
    r"\b(?:vil|ønsker|bedes|må) (?:\w+ ){0,2}(?:afmeldes|frameldes|afmelde mig|framelde mig|slettes|fjernes)\b",
    r"\b(?:vil|kan|må|bedes|gerne) (?:\w+ ){0,5}(?:afmelde|framelde|slette|fjerne) mig\b",
    rf"\bikke (?:\w+ ){{0,2}}(?:have|modtage|få) (?:\w+ ){{0,3}}{_POST}\b",
    rf"\bønsker (?:ikke|ingen)(?: \w+){{0,4}} {_POST}\b",
    r"\bikke høre (?:mere |længere )?fra jer\b",
    rf"\bikke (?:send(?:e)? )?(?:mig )?flere {_POST}\b",
    rf"\bstop (?:venligst )?(?:med (?:at (?:skrive|sende|kontakte|maile)|{_POST}|det|de)|alle|jeres|{_POST})\b",
    r"\bskriv ikke (?:til mig )?(?:mere|igen|længere)\b|\b(?:kontakt|skriv til) mig ikke (?:mere|igen|længere)\b",
    r"\blad være (?:med )?at (?:skrive|sende|kontakte|maile)\b|\blad mig være i fred\b",
)
_GERMAN = (
    r"\b(?:melden sie|meld|melde) mich (?:\w+ ){0,4}ab\b",
    r"\b(?:mich|uns) (?:\w+ ){0,4}(?:abmelden|austragen|abzumelden|auszutragen)\b",
    r"\bbitte (?:\w+ ){0,4}(?:abmelden|abbestellen|austragen)\b",
    (
        r"\b(?:tragen sie|trag|nehmen sie|nimm|streichen sie|löschen sie|lösch) mich (?:\w+ ){0,5}"
        r"(?:aus|raus|heraus|verteiler|liste)\b"
    ),
    r"\b(?:löschen sie|lösche) (?:bitte )?(?:mich|meine (?:daten|adresse|e-?mail|mail))\b",
    rf"\b(?:keine|nicht) (?:weiteren?|mehr) (?:\w+ )?(?:{_NACHRICHTEN}|anschreiben|kontaktieren)\b",
    rf"\bkeine {_NACHRICHTEN} mehr\b",
    r"\b(?:schreiben|kontaktieren|mailen) sie (?:mir|mich) (?:bitte )?nicht (?:mehr|wieder)\b",
    r"\bschreib(?:t)? mir (?:bitte )?nicht (?:mehr|wieder)\b",
    r"\bhören sie (?:bitte )?(?:damit )?auf\b|\blass(?:en sie)? mich in ruhe\b",
)
_OTHERS = (
    # French, Spanish, Italian
    r"\b(?:me |m')?(?:désinscrire|désabonner)\b|\b(?:désinscrivez|désabonnez|retirez)-moi\b",
    r"\b(?:ne (?:veux|souhaite|désire) plus|ne plus) (?:recevoir|être contactée?)\b",
    r"\barrêtez de m'(?:écrire|envoyer|contacter)",
    r"\b(?:darme|dadme|deme|denme) de baja\b|\bno (?:quiero|deseo) (?:recibir )?más (?:correos|mensajes|e-?mails)\b",
    r"\bno me (?:escriban|envíen|contacten) más\b|\bcancellatemi\b|\bnon (?:voglio|desidero) più ricevere\b",
    # Swedish, Norwegian, Dutch
    r"\b(?:avregistrera|avprenumerera|ta bort) mig\b|\b(?:inte|inga) (?:\w+ ){0,3}flera? (?:mejl|mail|e-?post|brev)\b",
    r"\bsluta (?:skriva|mejla|maila|skicka)\b|\b(?:meld|fjern) meg (?:av|fra)\b|\bikke flere e-?post(?:er)?\b",
    r"\b(?:schrijf|meld|haal) (?:mij|me) (?:\w+ ){0,4}(?:uit|af|van)\b|\bgeen (?:e-?mails?|mails?|berichten) meer\b",
    # Japanese
    r"(?:配信|送信|メール|ご連絡)を?(?:停止|解除|止め|やめ)|送らないで|登録(?:を)?解除",
)
REQUESTS = (*_ENGLISH, *_DANISH, *_GERMAN, *_OTHERS)
"""Patterns of a request within a longer text."""

MEANS_SOMETHING_ELSE = (
    (
        r"\b(?:don't|do not|never|won't|can't|cannot|couldn't|didn't) (?:ever |want to |wish to )?"
        r"(?:stop|unsubscribe|remove|delete|take|opt out)\b"
    ),
    r"\bstop(?:ped|ping)? (?:by|in|over|at|for)\b",
    r"\b(?:non|full|bus|train|pit|one|next|last)[- ]stop\b",
    r"\b(?:ikke|aldrig) (?:\w+ )?(?:stop|stoppe|afmeld|afmelde|slet|slette|afmeldes)\b",
    r"\b(?:nicht|nie) (?:\w+ )?(?:abmelden|abbestellen|austragen|aufhören|stoppen)\b",
    r"\btake me off guard\b",
)
"""The same words, meaning no such thing; taken out before a request is looked for."""
