"""Engineers in Denmark, Norway and Sweden who have been awake of late, and are not placed."""

from campaigns.vocabulary.segment import AliveWithin, Knows, LivesIn, Placed, Segment

_NORDIC = LivesIn("DK") | LivesIn("NO") | LivesIn("SE")
_ENGINEERS = Knows("python") | Knows("sql") | Knows("java")

nordic_engineers = Segment("nordic_engineers", _NORDIC & _ENGINEERS & AliveWithin(365) & ~Placed())
