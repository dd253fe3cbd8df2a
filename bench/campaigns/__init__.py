"""The campaign that is measured: the real one's letter, without a delay."""
