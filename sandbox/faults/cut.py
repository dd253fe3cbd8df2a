"""Connections that break without an answer."""

from sandbox.fault import Effects, Fault

cut_after_accept = Fault("cut_after_accept", "Keeps the letter, then cuts the connection.", lambda _: Effects(cut="after"))
cut_before_accept = Fault("cut_before_accept", "Cuts the connection; nothing was kept.", lambda _: Effects(cut="before"))
