"""An address that does not exist any more."""

from sandbox.persona import Persona

bouncer = Persona("bouncer", "Bounces for good (5.1.1).", share=30, arrival="bounced")
