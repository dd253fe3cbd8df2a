"""What recruiters wrote to candidates: specific, kind, and in the candidate's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from demo.script.feedback.da import FEEDBACK as DANISH
from demo.script.feedback.de import FEEDBACK as GERMAN
from demo.script.feedback.en import FEEDBACK as ENGLISH
from demo.script.feedback.said import Said

FEEDBACK: Mapping[str, Mapping[str, Sequence[Said]]] = {"da": DANISH, "de": GERMAN, "en": ENGLISH}
