"""Settings of the web process: where it listens, and whom it believes about where a request came from."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated

from pydantic import BaseModel, Field

from worker.settings_field import from_text
from worker.settings_parse import split_list


def proxies(text: str) -> tuple[str, ...]:
    """Addresses and networks of servers in front of ours. Raises ValueError for what is neither, and for everybody."""
    named = split_list(text)
    if not named:
        raise ValueError("holds no address; write for instance 10.0.0.0/8,192.0.2.7")
    for one in named:
        try:
            network = ip_network(one)
        except ValueError:
            raise ValueError("holds what is no address and no network; write for instance 10.0.0.0/8,192.0.2.7") from None
        if network.prefixlen == 0:
            raise ValueError("names every address there is, so anybody could claim to be anywhere; name the proxies' network")
    return named


class WebSettings(BaseModel):
    """The part of the settings that is about the web process alone."""

    port: Annotated[int, Field(ge=1, le=65535)] = Field(default=8000, alias="PORT", description="The TCP port `web` listens on.")
    trusted_proxies: Annotated[tuple[str, ...], from_text(proxies)] = Field(
        default=("127.0.0.1", "::1"),
        alias="RAPPORT_TRUSTED_PROXIES",
        description="The servers in front of `web`, addresses or networks, comma separated: their `X-Forwarded-For` is believed, "
        "so that the sign-up page counts askers, and not the proxy.",
        examples=["10.0.0.0/8"],
    )
