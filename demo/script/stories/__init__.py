"""Stories: each a few lines of somebody's year."""
