"""Transports: ways for a letter to leave, behind one protocol."""
