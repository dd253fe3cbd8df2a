"""Subject and preview text: short enough to be read in a list of mail, long enough to say something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emails.lint.finding import Finding, Severity
from emails.lint.written import Written

_LONG, _TOO_LONG = 70, 110
"""Characters: what lists on a desktop show (phones show some 40), and what nobody shows."""
_PREVIEW = range(20, 141)
_LEFT_OVER = re.compile(r"\{\{|\{%|%\}|\[\[|\[%|\bNone\b| {2,}| [.,;!?]|[:,]\Z")


def check_written(written: Written) -> Iterator[Finding]:
    """Both lines, with the sample's values."""
    subject, preview = written.rendered.subject, written.rendered.preview
    at_subject, at_preview = written.file.block("subject"), written.file.block("preview")
    if len(subject) > _TOO_LONG:
        yield Finding(at_subject, f"the subject has {len(subject)} characters", f"Say it in {_LONG}")
    elif len(subject) > _LONG:
        yield Finding(at_subject, f"the subject has {len(subject)} characters", f"Lists show {_LONG} at most", Severity.WARNING)
    if len(subject) <= 3:
        yield Finding(at_subject, f"the subject {subject!r} says nothing", "Say what the letter is about")
    if len(preview) not in _PREVIEW:
        problem = f"the preview text has {len(preview)} characters"
        yield Finding(at_preview, problem, f"Write {_PREVIEW.start} to {_PREVIEW.stop - 1}; lists show it after the subject")
    if subject.casefold() == preview.casefold():
        yield Finding(at_preview, "the preview text repeats the subject", "Say the next thing")
    for place, line in ((at_subject, subject), (at_preview, preview)):
        found = _LEFT_OVER.search(line)
        if found:
            yield Finding(
                place, f"{line!r} has something left over: {found[0]!r}", "Mind what is printed when a value is missing"
            )
