"""Fetches pages as a reader's browser or a security gateway would, on this machine only: nobody else is ever contacted."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import urllib3

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
_REDIRECTS = (301, 302, 303, 307, 308)


class NotReached(Exception):
    """No answer, or an answer that says to come back (5xx)."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer."""

    status: int
    url: str
    html: str


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine, by its words alone (no name is looked up)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Loopback:
    """A client for this machine. Without cookies: each call stands alone."""

    def __init__(self) -> None:
        self._http = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=2, read=10))

    def ask(self, method: str, url: str, *, agent: str = BROWSER, body: bytes | None = None, kind: str = "") -> Page | None:
        """One request; None when the address is elsewhere and nothing was asked. Raises NotReached."""
        if not is_loopback(url):
            return None
        headers = {"User-Agent": agent, **({"Content-Type": kind} if kind else {})}
        try:
            response = self._http.request(method, url, body=body, headers=headers, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise NotReached(type(error).__name__) from error
        if response.status >= 500:
            raise NotReached(str(response.status))
        target = response.headers.get("Location") if response.status in _REDIRECTS else None
        return Page(response.status, urljoin(url, target) if target else url, response.data.decode("utf-8", "replace"))

    def follow(self, url: str, *, agent: str = BROWSER) -> Page | None:
        """A GET through redirects, as long as they stay on this machine. Raises NotReached."""
        page = self.ask("GET", url, agent=agent)
        for _ in range(5):
            if page is None or page.status not in _REDIRECTS:
                return page
            page = self.ask("GET", page.url, agent=agent)
        return page
