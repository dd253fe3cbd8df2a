"""`/newsletters`: the issues that have gone out, for anybody: an archive, a page for each, and a feed."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from web.headers import LETTERS_OWN_STYLE
from web.language import locales
from web.page import Pages
from worker.engine.newsletter_public import PublicIssue, list_public, read_public
from worker.engine.parts import Parts

_KEPT = {"Cache-Control": "public, max-age=300"}
_ATOM = "http://www.w3.org/2005/Atom"


def router(parts: Parts, pages: Pages) -> APIRouter:
    """The archive, the issues and the feed."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/newsletters", methods=["GET", "HEAD"])
    def archive(request: Request) -> Response:
        """Every issue, newest first."""
        locale = _wanted(request, pages)
        page = pages.render("newsletters", locale, issues=list_public(parts, locale), locales=locales())
        page.headers["Cache-Control"] = _KEPT["Cache-Control"]
        page.headers["Vary"] = "Accept-Language"
        return page

    @routes.api_route("/newsletters/feed.xml", methods=["GET", "HEAD"])
    def feed(request: Request) -> Response:
        """The same as a feed (Atom, RFC 4287)."""
        locale = _wanted(request, pages)
        body = _feed(parts, locale, list_public(parts, locale))
        return Response(body, media_type="application/atom+xml", headers=_KEPT | {"Vary": "Accept-Language"})

    @routes.api_route("/newsletters/{slug}", methods=["GET", "HEAD"])
    def issue(request: Request, slug: str) -> Response:
        """One issue as it went out, without greeting and without anybody's links."""
        found = read_public(parts, slug, _wanted(request, pages))
        if found is None:
            return pages.sorry(request, "not_found", 404)
        one, html = found
        headers = {"Content-Security-Policy": LETTERS_OWN_STYLE, "Content-Language": one.locale, "Vary": "Accept-Language"}
        return HTMLResponse(html, headers=headers | _KEPT)

    return routes


def _wanted(request: Request, pages: Pages) -> str:
    """The language asked for in the address, else the browser's."""
    asked = request.query_params.get("lang")
    return asked if asked in locales() else pages.language(request)


def _feed(parts: Parts, locale: str, issues: list[PublicIssue]) -> bytes:
    base, company = parts.policy.base_url, parts.policy.company
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": locale})
    ET.SubElement(root, "id").text = f"{base}/newsletters"
    ET.SubElement(root, "title").text = company
    ET.SubElement(root, "updated").text = max((one.published_at for one in issues), default=parts.now()).isoformat()
    ET.SubElement(ET.SubElement(root, "author"), "name").text = company
    ET.SubElement(root, "link", {"rel": "self", "href": f"{base}/newsletters/feed.xml?lang={locale}"})
    for one in issues:
        entry = ET.SubElement(root, "entry")
        address = f"{base}/newsletters/{one.slug}"
        ET.SubElement(entry, "id").text = address
        ET.SubElement(entry, "title").text = one.subject
        ET.SubElement(entry, "updated").text = one.published_at.isoformat()
        ET.SubElement(entry, "link", {"rel": "alternate", "href": f"{address}?lang={one.locale}", "hreflang": one.locale})
        ET.SubElement(entry, "summary").text = one.preview
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body
