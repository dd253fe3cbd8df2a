"""Somebody of whom nothing is heard."""

from sandbox.persona import Persona

silent = Persona("silent", "Does nothing that shows.", share=130)
