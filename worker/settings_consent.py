"""Settings about consent: how long a yes holds, and whether strangers may sign up."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field


class ConsentSettings(BaseModel):
    """The part of the settings that is about consent."""

    consent_months: Annotated[int, Field(ge=0, le=120)] = Field(
        default=24,
        alias="RAPPORT_CONSENT_MONTHS",
        description="How many months a yes to the talent network holds; its owner is asked a month before. 0: until it is "
        "taken back.",
    )
    sign_up: bool = Field(
        default=True,
        alias="RAPPORT_SIGN_UP",
        description="Whether there is a page, `/sign-up`, on which anybody can ask to join the talent network: `on` or `off`.",
    )
