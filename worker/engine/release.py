"""Release: a deploy that would send somebody a step twice, or strand people in a step that is gone, is refused."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Handoff, Letter, WaitFor
from worker.engine.check_letters import check_letters, check_values
from worker.engine.parts import Parts
from worker.store.insert import insert_new
from worker.store.models.consent import KeyUse, Suppression
from worker.store.models.enrollment import Enrollment
from worker.store.models.operation import KnownStep

_KINDS = {Letter: "letter", Handoff: "handoff", WaitFor: "wait"}


class ReleaseRefused(RuntimeError):
    """The code does not fit what is under way. The message says what, and the way out."""


def check_release(parts: Parts) -> None:
    """Check campaigns and keys against the database, and remember what is new. Raises `ReleaseRefused`, naming every problem.

    Raises `CampaignMistake` or `LetterMistake` for a campaign's letter that is missing or prints what is not there.
    """
    check_letters(parts.campaigns.values(), parts.letters)
    check_values(parts.campaigns.values(), parts.letters)
    with parts.database.write() as session:
        problems = [*_stranded(session, parts), *_dropped_keys(session, parts)]
        if problems:
            raise ReleaseRefused("\n".join(problems))
        _remember(session, parts)


def _stranded(session: Session, parts: Parts) -> list[str]:
    """People stand in a step that the code no longer has: a renamed step is a new one, and everybody would get it again."""
    problems = []
    for (campaign_name, step), count in people_at(session).items():
        if has_step(parts, campaign_name, step):
            continue
        is_known = campaign_name in parts.campaigns
        what = f"step {step!r} of campaign {campaign_name!r}" if is_known else f"campaign {campaign_name!r}"
        problems.append(
            f"{count} people stand in {campaign_name}.{step}, and the code has no {what}. Bring it back (ids are for ever), "
            f"or end their way with: rapport campaigns retire {campaign_name} {step}"
        )
    return problems


def people_at(session: Session) -> dict[tuple[str, str], int]:
    """How many stand in each step, by campaign and step, wherever anybody does."""
    where = (Enrollment.campaign, Enrollment.step)
    counted = select(*where, func.count()).where(Enrollment.state == "active").group_by(*where).order_by(*where)
    return {(campaign, step): count for campaign, step, count in session.execute(counted)}


def has_step(parts: Parts, campaign: str, step: str) -> bool:
    """Whether the code has the step."""
    known = parts.campaigns.get(campaign)
    return known is not None and step in {one.id for one in known.steps}


def _dropped_keys(session: Session, parts: Parts) -> list[str]:
    """A key that made hashes still in force is gone: suppressed people would be written to again."""
    listed = set(parts.keyring.fingerprints())
    used = set(session.scalars(select(KeyUse.fingerprint)))
    in_force = session.scalar(select(func.count()).select_from(Suppression)) or 0
    lost = used - listed
    if not lost or not in_force:
        return []
    problem = (
        f"RAPPORT_SECRET_KEYS no longer lists a key in use (fingerprint {', '.join(sorted(lost))}); {in_force} suppressed "
        "addresses and every link in letters depend on it. List it again, after the newer ones."
    )
    return [problem]


def _remember(session: Session, parts: Parts) -> None:
    now = parts.now()
    steps = [
        {
            "campaign": campaign.name,
            "step": step.id,
            "kind": _KINDS[type(step)],
            "first_seen_at": now,
        }
        for campaign in parts.campaigns.values()
        for step in campaign.steps
    ]
    insert_new(session, KnownStep, steps)
    insert_new(session, KeyUse, [{"fingerprint": one, "first_used_at": now} for one in parts.keyring.fingerprints()])
