"""Use cases, one file each, with a unit of work around each."""
