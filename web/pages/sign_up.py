"""`/sign-up`: ask to join the talent network. What comes of it is one letter to the address, with a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from campaigns.vocabulary import Topic
from campaigns.vocabulary.topic import network_topics
from web.form import fields_of, first
from web.language import locales
from web.page import Pages, host_of
from web.raw_body import raw_body
from worker.engine.parts import Parts
from worker.engine.sign_up import Asked, SignUpForm, ask_to_sign_up, read_address, read_name


@dataclass(frozen=True, slots=True)
class FilledIn:
    """The form as it was filled in, to be shown again when something is missing."""

    name: str = ""
    address: str = ""
    topics: frozenset[str] = frozenset()
    locale: str = ""
    missing: tuple[str, ...] = ()
    """The fields that cannot be used: `address`, `topics`."""


def router(parts: Parts, pages: Pages) -> APIRouter:
    """The page to sign up on."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/sign-up", methods=["GET", "HEAD"])
    def look(request: Request) -> Response:
        """The form; `?lang=da` asks for a language, for links from a company's own pages."""
        return form(request, FilledIn())

    @routes.post("/sign-up")
    def ask(request: Request, body: bytes = Depends(raw_body)) -> Response:
        """Mail the link. The same answer whoever the address belongs to."""
        filled = read_form(fields_of(body))
        if filled.missing or not parts.policy.sign_up:
            return form(request, filled, status=422)
        address, topics = read_address(filled.address), chosen(filled.topics)
        said = SignUpForm(address or "", read_name(filled.name), topics, filled.locale or language(request))
        if ask_to_sign_up(parts, said, host_of(request)) is Asked.TOO_MANY:
            return pages.render("sign_up_wait", language(request), status=429)
        return pages.render("sign_up_asked", language(request))

    def language(request: Request) -> str:
        return pages.language(request, request.query_params.get("lang"))

    def form(request: Request, filled: FilledIn, *, status: int = 200) -> Response:
        if not parts.policy.sign_up:
            return pages.sorry(request, "not_found", 404)
        locale = language(request)
        topics = network_topics()
        return pages.render("sign_up", locale, status=status, filled=filled, topics=topics, locales=locales())

    return routes


def read_form(fields: Mapping[str, Sequence[str]]) -> FilledIn:
    """The form as it was filled in, and what of it cannot be used."""
    topics, address = frozenset(fields.get("topic", ())), first(fields, "address").strip()
    missing = (*(() if read_address(address) else ("address",)), *(() if chosen(topics) else ("topics",)))
    locale = first(fields, "locale")
    return FilledIn(first(fields, "name"), address, topics, locale if locale in locales() else "", missing)


def chosen(topics: frozenset[str]) -> frozenset[Topic]:
    """The parts of the network that were ticked."""
    return frozenset(topic for topic in network_topics() if topic.value in topics)
