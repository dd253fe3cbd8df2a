"""A page's people are read leanly; what the gate hears of them is what it hears of them before any letter."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import delete, insert, select

from campaigns.vocabulary import Topic
from tests.newsletters.network import join
from tests.world import World
from worker.engine.newsletter_people import person_of, read_readers
from worker.engine.standing import read_standings
from worker.store.models.candidate import Candidate
from worker.store.models.consent import TopicChoice

WORDS = (None, "yes", "no", "was yes")


@pytest.mark.parametrize("topic", [Topic.INSIGHT, Topic.TALENT_NETWORK])
def test_their_word_is_the_one_that_letters_go_by(sqlite_world: World, topic: Topic) -> None:
    world, said = sqlite_world, list(product(WORDS, WORDS, WORDS))
    people = join(world, len(said))
    topics = (Topic.TALENT_NETWORK, Topic.INSIGHT, Topic.OPENINGS)
    choices = [
        {
            "candidate_id": person["id"],
            "topic": about.value,
            "wanted": word != "no",
            "at": world.now,
            "expires_at": world.now - timedelta(days=1) if word == "was yes" else None,
        }
        for person, words in zip(people, said, strict=True)
        for about, word in zip(topics, words, strict=True)
        if word is not None
    ]
    with world.parts.database.write() as session:
        session.execute(delete(TopicChoice))
        session.execute(insert(TopicChoice), choices)
        candidates = session.scalars(select(Candidate)).all()
        standings = read_standings(session, world.parts, candidates, world.now)
        readers = read_readers(session, world.parts, [person_of(one) for one in candidates], topic, world.now)
    assert len(readers) == len(said)
    for reader in readers:
        standing = standings[reader.person.id]
        whole = (standing.joined, standing.topics_off, standing.lapsed)
        assert tuple(reader.word) == tuple(part & {topic} for part in whole)
        assert (reader.suppressed, reader.history, reader.awaiting_human, reader.place, reader.wish) == (
            standing.suppressed,
            standing.history,
            standing.awaiting_human,
            standing.place,
            standing.wish,
        )
