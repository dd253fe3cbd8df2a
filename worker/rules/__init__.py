"""Pure decisions: no I/O, no clock, no randomness. The same inputs always give the same answer."""
