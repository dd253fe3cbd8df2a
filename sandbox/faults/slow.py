"""Answers that take their time."""

from sandbox.fault import Effects, Fault

slow = Fault("slow", "Keeps the letter, then waits `seconds` (3) before it answers.", lambda o: Effects(wait=o.seconds or 3.0))
