"""The brand among the settings: what it says of the company counts where the environment does not say it."""

from __future__ import annotations

from collections.abc import Mapping

from emails.brand import Brand, load_brand
from emails.mistake import LetterMistake

BRAND = "RAPPORT_BRAND"


def brand_of(text: str) -> Brand:
    """The brand of that name, or in that file. Raises ValueError with what is wrong with it."""
    try:
        return load_brand(text.strip())
    except LetterMistake as mistake:
        raise ValueError(f"cannot be used: {mistake}") from None


def said_by_brand(texts: Mapping[str, str], is_embedded: bool) -> dict[str, str]:
    """The company's name and postal address as the chosen brand has them, by environment name; nothing where none is chosen.

    `texts` are the settings already chosen. With the embedded default the sender is the brand's too; in production it is set.
    """
    if BRAND not in texts:
        return {}
    try:
        brand = brand_of(texts[BRAND])
    except ValueError:
        return {}  # the setting itself says what is wrong with it
    said = {"RAPPORT_COMPANY": brand.name, "RAPPORT_POSTAL_ADDRESS": brand.postal_address}
    if is_embedded and brand.sender_domain:
        said["RAPPORT_SENDER"] = f"{brand.name} <talent@{brand.sender_domain}>"
    return {name: text for name, text in said.items() if name not in texts}
