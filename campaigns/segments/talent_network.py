"""Everybody in the talent network who wants the topic."""

from campaigns.vocabulary.segment import Everybody, Segment

talent_network = Segment("talent_network", Everybody())
