"""A mailbox that is full."""

from sandbox.persona import Persona

full_mailbox = Persona("full_mailbox", "Is blocked for now (4.2.2).", share=20, arrival="blocked")
