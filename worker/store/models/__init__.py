"""One file per table, or per few that belong together."""
