"""Run as a program: cuts a reply with mail-parser-reply, whose patterns can run for minutes; so it can be killed.

Text on standard input and output, UTF-8; the languages to expect are its arguments. It imports nothing of ours, so that it
starts fast.
"""

from __future__ import annotations

import sys

from mailparser_reply import EmailReplyParser  # type: ignore[import-untyped]


def cut(text: str, languages: list[str]) -> str:
    """The newest reply's own content, signature included (`.content`: `.body` loses paragraphs that begin with "Tak").

    Languages that mail-parser-reply has no patterns for are passed over.
    """
    replies = EmailReplyParser(languages=languages).read(text).replies
    return str(next((reply.content for reply in replies if not reply.headers), ""))


if __name__ == "__main__":
    sys.stdout.buffer.write(cut(sys.stdin.buffer.read().decode(), sys.argv[1:]).encode())
