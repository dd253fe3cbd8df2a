"""What somebody's word on a newsletter's topic, and on the network it is a part of, comes to."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from campaigns.vocabulary.topic import Topic, topics_wanted


class Word(NamedTuple):
    """For the gate: the topic stands in each set that it belongs to."""

    joined: frozenset[Topic]
    off: frozenset[Topic]
    lapsed: frozenset[Topic]
    """What they once said yes to, for a time that is over."""


@lru_cache(maxsize=1024)  # most people said the same as many others
def word_on(topic: Topic, said: frozenset[tuple[Topic, bool, bool]]) -> Word:
    """Their word on a topic that people opt in to. `said` holds, for it and its umbrella, what was said, whether it was a
    yes, and whether its time is over."""
    wanted = {about: yes for about, yes, _ in said}
    over = {about for about, _, ended in said if ended}
    this: frozenset[Topic] = frozenset({topic})
    nothing: frozenset[Topic] = frozenset()
    joined = topics_wanted(wanted)[topic]
    lapsed = joined and (topic.umbrella or topic) in over
    return Word(
        joined=this if joined and not lapsed else nothing,
        off=this if not all(wanted.values()) else nothing,
        lapsed=this if lapsed else nothing,
    )
