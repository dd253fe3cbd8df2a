"""What we say, to whom, and when: one file per campaign, found by itself."""
