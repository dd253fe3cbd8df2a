"""The script of the demo: who these people are, and what happens to them. Always the same for the same seed."""
