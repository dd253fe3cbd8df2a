"""One file per event type; found by itself."""
