"""Segments of the talent network: one file each, found by itself."""
