"""A problem, raised where it is found and answered as RFC 9457 problem details."""

from __future__ import annotations

from collections.abc import Mapping


class Problem(Exception):
    """What is wrong with a request to a door for machines."""

    def __init__(self, status: int, name: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.name, self.detail, self.headers = status, name, detail, headers
