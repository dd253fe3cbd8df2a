"""Settings of the word back to upstream."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from worker import settings_parse
from worker.settings_field import SECRET, from_text


class OutboundSettings(BaseModel):
    """Who is told what came of the letters, and how the calls are signed."""

    outbound_urls: Annotated[tuple[str, ...], from_text(settings_parse.outbound_urls)] = Field(
        default=(),
        alias="RAPPORT_OUTBOUND_URLS",
        description="Who is told of replies, handoffs, noes and bounces: https URLs, comma separated. Unset: nobody.",
        json_schema_extra=SECRET,
    )
    outbound_secrets: Annotated[tuple[str, ...], from_text(settings_parse.outbound_secrets)] = Field(
        default=(),
        alias="RAPPORT_OUTBOUND_SECRET",
        description="What signs the calls to `RAPPORT_OUTBOUND_URLS`, `whsec_<base64>`; to change it, list the new one and the "
        "old one, comma separated.",
        json_schema_extra=SECRET,
        validate_default=True,
    )
    outbound_stream: bool = Field(
        default=False,
        alias="RAPPORT_OUTBOUND_STREAM",
        description="Whether the Redis Stream `rapport:outbound` is told too: `on` or `off`.",
    )

    @field_validator("outbound_secrets")
    @classmethod
    def _signs_what_leaves(cls, secrets: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if info.data.get("outbound_urls") and not secrets:
            raise ValueError(
                f"is not set, but RAPPORT_OUTBOUND_URLS is: calls must be signed; {settings_parse.MAKE_OUTBOUND_SECRET}"
            )
        return secrets
