"""Faults by discovery: each file here offers `Fault` objects."""
