"""Kinds of people; each file offers one `Persona`."""
