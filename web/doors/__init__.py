"""Doors for machines; one file each."""
