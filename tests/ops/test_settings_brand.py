"""RAPPORT_BRAND: what a brand says counts where the environment does not say it."""

from __future__ import annotations

from pathlib import Path

from tests.ops.test_settings import problems, production
from worker.app import build_parts
from worker.settings import load_settings


def test_the_brand_chosen_reaches_the_letters(tmp_path: Path) -> None:
    settings = load_settings({"RAPPORT_DATA_DIR": str(tmp_path), "RAPPORT_BRAND": "lindenhof"})
    assert build_parts(settings).letters.brand.name == "Lindenhof Kliniken"
    assert settings.company == "Lindenhof Kliniken"
    assert "20259 Hamburg" in settings.postal_address
    assert (settings.sender.name, settings.sender.address) == ("Lindenhof Kliniken", "talent@lindenhof.example")


def test_what_the_environment_says_of_the_company_goes_before_the_brand() -> None:
    settings = load_settings(
        production(
            RAPPORT_BRAND="lindenhof", RAPPORT_COMPANY="Lindenhof", RAPPORT_SENDER="Lindenhof <karriere@mail.lindenhof.example>"
        )
    )
    assert settings.company == "Lindenhof"
    assert settings.postal_address == "Harbour Street 1, 1050 Copenhagen"


def test_a_chosen_brand_saves_saying_the_postal_address() -> None:
    chosen = production(RAPPORT_BRAND="lindenhof", RAPPORT_SENDER="L <l@lindenhof.example>", RAPPORT_POSTAL_ADDRESS=None)
    assert "20259 Hamburg" in load_settings(chosen).postal_address


def test_letters_come_from_the_brands_own_domain() -> None:
    [problem] = problems(production(RAPPORT_BRAND="lindenhof"))
    assert problem.startswith("RAPPORT_SENDER is not of lindenhof.example")
    [problem] = problems(production(RAPPORT_BRAND="lindenhof", RAPPORT_SENDER="M <m@evil-lindenhof.example>"))
    assert problem.startswith("RAPPORT_SENDER is not of lindenhof.example")


def test_a_brand_that_is_not_there_refuses_to_start_and_says_which_there_are() -> None:
    [problem] = problems(production(RAPPORT_BRAND="southwind"))
    assert problem.startswith("RAPPORT_BRAND cannot be used: there is no brand 'southwind'. There are lindenhof, northwind")


def test_without_a_brand_no_company_is_made_up_at_the_foot_of_a_letter() -> None:
    brand = load_settings(production()).brand
    assert (brand.legal, brand.sender_domain, brand.logo) == (None, None, None)
