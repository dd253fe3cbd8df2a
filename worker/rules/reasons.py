"""Reasons: why something happened or did not. Each is a short code to store and a sentence to read."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class ReasonKind(StrEnum):
    """What a reason goes with."""

    SEND = "send"
    DEFER = "defer"
    SKIP = "skip"
    STOP = "stop"
    ENROLLMENT = "enrollment"
    STORY = "story"


class Reason(StrEnum):
    """Why: the code is stored with every decision, `sentence` is what `rapport why` prints to a recruiter."""

    kind: ReasonKind
    """Which answer of the gate it explains, or that it tells of an enrollment."""
    sentence: str
    """A whole English sentence that a recruiter understands."""

    def __new__(cls, code: str, kind: ReasonKind = ReasonKind.SEND, sentence: str = "") -> Self:
        """A code that carries its kind and its sentence. The defaults are for looking one up by its code alone."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.kind = kind
        member.sentence = sentence
        return member

    OK = "ok", ReasonKind.SEND, "Nothing speaks against this letter, so it goes."

    OUTSIDE_HOURS = (
        "outside_hours",
        ReasonKind.DEFER,
        "It is not Monday to Friday, 8 to 18, where they live; it waits for such an hour.",
    )
    NOT_DUE = "not_due", ReasonKind.DEFER, "Its day has not come yet."
    BEST_HOUR = "best_hour", ReasonKind.DEFER, "It waits for the hour at which they usually read."
    OVER_BUDGET = (
        "over_budget",
        ReasonKind.DEFER,
        "They have had as many letters lately as we allow ourselves, so this one waits.",
    )
    YIELDS_TO_PRIORITY = (
        "yields_to_priority",
        ReasonKind.DEFER,
        "Another letter to them is more important, or has waited longer, so this one lets it go first.",
    )
    PAUSED_BY_PERSON = "paused_by_person", ReasonKind.DEFER, "They asked for a pause."
    OUT_OF_OFFICE = "out_of_office", ReasonKind.DEFER, "They are out of office, so it waits until the day after their return."
    AWAITING_HUMAN = (
        "awaiting_human",
        ReasonKind.DEFER,
        "They answered us, and a colleague's answer comes before any automatic letter.",
    )
    AWAITING_HANDOFF = "awaiting_handoff", ReasonKind.DEFER, "A colleague has something to do first, such as a call."
    WAITING = "waiting", ReasonKind.DEFER, "The campaign waits for something to happen, or for its deadline."
    ON_HOLD = "on_hold", ReasonKind.DEFER, "Sending is on hold by a decision of ours."
    CHANNEL_DOWN = "channel_down", ReasonKind.DEFER, "The mail provider refuses us altogether at the moment."
    BREAKER_OPEN = (
        "breaker_open",
        ReasonKind.DEFER,
        "The mail provider gave several unclear answers, so we wait a little before trying again.",
    )
    SLOWED_DOWN = (
        "slowed_down",
        ReasonKind.DEFER,
        "Other mail servers ask us to send more slowly, so sending rests for a while.",
    )
    PACED = (
        "paced",
        ReasonKind.DEFER,
        "Letters leave at a measured pace, so that mailboxes go on welcoming them; its turn comes.",
    )
    RETRY_LATER = (
        "retry_later",
        ReasonKind.DEFER,
        "The mail provider did not take it this time; nothing has left, and it is tried again.",
    )
    RATE_LIMITED = (
        "rate_limited",
        ReasonKind.DEFER,
        "This address has been sent a lot of service mail within the hour, so this one waits.",
    )

    EXPIRED = "expired", ReasonKind.SKIP, "Its time has passed, and a late letter is worse than none."
    CONDITION_NOT_MET = "condition_not_met", ReasonKind.SKIP, "The campaign's condition for this step does not hold for them."
    SENT_RECENTLY = "sent_recently", ReasonKind.SKIP, "They had this same letter not long ago."
    QUIET_LOW_PRIORITY = (
        "quiet_low_priority",
        ReasonKind.SKIP,
        "They have not read our last letters, so only the most important ones still go.",
    )
    NOT_KEEN = (
        "not_keen",
        ReasonKind.SKIP,
        "This letter asks something of its reader, so it goes only to people who lately clicked or answered.",
    )
    TOPIC_OFF = "topic_off", ReasonKind.SKIP, "They do not want letters on this topic."
    NOT_OPTED_IN = "not_opted_in", ReasonKind.SKIP, "This topic needs their own yes, and they have not given it."
    CONSENT_LAPSED = (
        "consent_lapsed",
        ReasonKind.SKIP,
        "They said yes to this topic once, but for a time that is over, and they have not said so again.",
    )
    HELD_OUT = (
        "held_out",
        ReasonKind.SKIP,
        "They were drawn by lot to get none of this, so that there is somebody to compare with.",
    )
    BEFORE_WE_KNEW = (
        "before_we_knew",
        ReasonKind.SKIP,
        "Its day was already past when we learnt of it; missed dates are not made up for.",
    )
    NOT_ON_ALLOW_LIST = (
        "not_on_allow_list",
        ReasonKind.SKIP,
        "This installation only writes to an allow-list, and the address is not on it.",
    )
    LETTER_MISSING = (
        "letter_missing",
        ReasonKind.SKIP,
        "The letter could not be written: its text, or a value it must name, is missing.",
    )
    IN_DOUBT_ALREADY = (
        "in_doubt_already",
        ReasonKind.SKIP,
        "Nobody can tell whether this letter left before, and it is never sent twice on a guess.",
    )
    DECLINED_BY_STAFF = "declined_by_staff", ReasonKind.SKIP, "A colleague read the letter and decided that it should not go."
    REFUSED_BY_PROVIDER = "refused_by_provider", ReasonKind.SKIP, "The mail provider refused this letter for good."

    UNSUBSCRIBED = "unsubscribed", ReasonKind.STOP, "They unsubscribed from our letters."
    HARD_BOUNCED = "hard_bounced", ReasonKind.STOP, "Their address does not exist any more: a letter came back."
    SOFT_BOUNCED_OFTEN = "soft_bounced_often", ReasonKind.STOP, "Letters to this address came back again and again."
    LEFT_COMPANY = (
        "left_company",
        ReasonKind.STOP,
        "Their mailbox says that they have left for good, so nothing more goes to this address.",
    )
    COMPLAINED = "complained", ReasonKind.STOP, "They marked a letter of ours as unwanted."
    ERASED = "erased", ReasonKind.STOP, "They asked to be erased; we keep nothing of them and never write again."
    REPLIED_STOP = "replied_stop", ReasonKind.STOP, "They answered that we should stop."
    STOPPED_BY_STAFF = "stopped_by_staff", ReasonKind.STOP, "A colleague stopped all letters to them."
    OPTED_OUT_UPSTREAM = "opted_out_upstream", ReasonKind.STOP, "The upstream system says that they opted out."
    MAY_NOT_BE_MAILED = "may_not_be_mailed", ReasonKind.STOP, "The upstream system says that they may not be mailed."
    NO_ADDRESS = "no_address", ReasonKind.STOP, "We have no address to write to."
    TEMPO_SILENT = (
        "tempo_silent",
        ReasonKind.STOP,
        "They left our letters unread for long, so we stay silent until we hear from them.",
    )
    STOPPED_BY_EVENT = (
        "stopped_by_event",
        ReasonKind.STOP,
        "Something happened to them that ends this campaign, such as a new application.",
    )
    STEP_RETIRED = (
        "step_retired",
        ReasonKind.STOP,
        "The campaign has changed, and the step they stood at is no longer part of it.",
    )
    JOB_CLOSED = "job_closed", ReasonKind.STOP, "The opening it tells of is closed."
    CALLED_OFF = "called_off", ReasonKind.STOP, "The event it invites to was called off."
    EVENT_OVER = "event_over", ReasonKind.STOP, "The event it invites to has begun, so an invitation would come too late."

    CHOSEN = "chosen", ReasonKind.ENROLLMENT, "They were chosen to hear of it."
    ENROLLED = "enrolled", ReasonKind.ENROLLMENT, "Something happened to them that starts this campaign."
    ALREADY_ENROLLED = (
        "already_enrolled",
        ReasonKind.ENROLLMENT,
        "They are in this campaign already, or were not long ago, so it did not start again.",
    )
    SUPERSEDED = "superseded", ReasonKind.ENROLLMENT, "A newer event took the place of this one."
    SILENT_EVENT = "silent_event", ReasonKind.ENROLLMENT, "The event was sent to be recorded only, so no campaign started."
    REDATED = "redated", ReasonKind.ENROLLMENT, "The date that the campaign counts from moved, so its letters moved with it."
    COMPLETED = "completed", ReasonKind.ENROLLMENT, "All steps of the campaign are done."
    MERGED = "merged", ReasonKind.ENROLLMENT, "Two records were the same person; this one lives on in the other."
    RESUMED = "resumed", ReasonKind.ENROLLMENT, "What had paused is over, so the campaign goes on."
    NO_DATE = "no_date", ReasonKind.ENROLLMENT, "The campaign counts from a start date, and none is known yet."

    FEEDBACK_LEFT_OUT = (
        "feedback_left_out",
        ReasonKind.STORY,
        "The feedback was not approved, so the letter goes without it.",
    )
    HANDOFF_OPENED = "handoff_opened", ReasonKind.STORY, "A colleague was asked to do something first."
    HANDOFF_RESOLVED = "handoff_resolved", ReasonKind.STORY, "A colleague took care of it."
    HANDOFF_REMINDED = "handoff_reminded", ReasonKind.STORY, "A colleague was reminded that somebody waits."
    HANDOFF_ESCALATED = (
        "handoff_escalated",
        ReasonKind.STORY,
        "Nobody had taken care of it after two reminders, so the team was told.",
    )
    HANDOFF_SLEEPS = "handoff_sleeps", ReasonKind.STORY, "A colleague asked to be reminded of it later."
    HANDOFF_OVERTAKEN = (
        "handoff_overtaken",
        ReasonKind.STORY,
        "Something happened that made a colleague's doing needless.",
    )
    HANDOFF_DEADLINE = "handoff_deadline", ReasonKind.STORY, "Nobody took care of it in time, so the campaign went on."
    WAIT_OVER = "wait_over", ReasonKind.STORY, "What the campaign waited for has happened, or its time is over."
    REPLIED = "replied", ReasonKind.STORY, "They answered a letter."
    REPLIED_AUTOMATICALLY = "replied_automatically", ReasonKind.STORY, "Their mailbox answered by itself; that is not their word."
    TEMPO_CHANGED = (
        "tempo_changed",
        ReasonKind.STORY,
        "What they did, with our letters or by joining, changed how often we write.",
    )
    CHOSE = "chose", ReasonKind.STORY, "They said themselves what they want from us."
    ASKED_TO_CONFIRM = "asked_to_confirm", ReasonKind.STORY, "They asked for more, so a link to confirm it was mailed to them."
    ASKED_TO_RENEW = (
        "asked_to_renew",
        ReasonKind.STORY,
        "Their yes to the talent network is about to run out, so they were asked whether it goes on.",
    )
    ASKED_FOR_DATA = (
        "asked_for_data",
        ReasonKind.STORY,
        "They asked what we hold about them, so a link to it was mailed to them.",
    )
    ASKED_TO_BE_ERASED = (
        "asked_to_be_erased",
        ReasonKind.STORY,
        "They asked to be erased, so a link to confirm it was mailed to them.",
    )
    SUPPRESSION_LIFTED = (
        "suppression_lifted",
        ReasonKind.STORY,
        "A colleague says that the address is good again, so letters may go to it.",
    )
    DOUBT_RESOLVED = "doubt_resolved", ReasonKind.STORY, "A colleague found out whether the letter had left."
