"""Somebody whose mail program fetches every picture at once, read or not."""

from sandbox.persona import Persona, Plan

privacy_proxy = Persona("privacy_proxy", "A proxy opens within seconds; nobody knows whether a person does.", share=100,
                        plan=lambda _letter, _dice: [Plan("machine_open")])  # fmt: skip
