"""The look, as far as rules can tell: light and dark, tap sizes, pictures off, Outlook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import emails
from emails.brand import brand_names, load_brand
from emails.letters import Letters, load_letters
from emails.samples import samples
from tests.emails.reading import LETTERS, Page

LOOK = (Path(emails.__file__).parent / "layouts" / "look.mjml").read_text("utf-8")
THANK_YOU = "post_rejection.thank_you"


@pytest.fixture(scope="module", params=brand_names())
def letters(request: pytest.FixtureRequest) -> Letters:
    return load_letters(brand=load_brand(request.param))


def test_a_letter_wears_its_brand_in_light_and_in_dark(letters: Letters) -> None:
    html = letters.render(THANK_YOU, "en", samples(THANK_YOU)["rich"]).html
    dark = html.split("@media (prefers-color-scheme: dark)")[1].split("</style>")[0]
    assert '<meta name="color-scheme" content="light dark" />' in html
    for colour in letters.brand.light.model_dump().values():
        assert colour in html.replace(dark, "")
    for colour in letters.brand.dark.model_dump().values():
        assert colour in dark
    for stack in (letters.brand.fonts.words, letters.brand.fonts.headings, letters.brand.fonts.outlook):
        assert stack in html


def test_a_logo_says_the_name_where_pictures_are_off(letters: Letters) -> None:
    page = Page(letters.render(THANK_YOU, "en", samples(THANK_YOU)["medium"]).html)
    logo = letters.brand.logo
    assert [picture["alt"] for picture in page.pictures] == ([logo.alt] if logo else [])
    assert [picture["src"] for picture in page.pictures] == ([logo.url] if logo else [])


def test_what_the_law_wants_stands_at_the_foot() -> None:
    lindenhof = load_brand("lindenhof")
    assert lindenhof.legal
    letter = load_letters(brand=lindenhof).render(THANK_YOU, "de", samples(THANK_YOU)["rich"])
    assert lindenhof.legal in Page(letter.html).words
    assert lindenhof.legal in letter.text.split("\n-- \n")[1]


def test_links_to_tap_are_44_pixels_tall() -> None:
    heights = {name: re.search(rf"\.{name} \{{[^}}]*padding: (\d+)px", LOOK) for name in ("foot a", "words .tap")}
    lines = {"foot a": 20, "words .tap": 26}
    for name, found in heights.items():
        assert found is not None
        assert 2 * int(found[1]) + lines[name] >= 44
    assert 'inner-padding="13px 26px"' in LOOK
    assert 'line-height="22px"' in LOOK


def test_outlook_is_given_a_font_it_knows_and_keeps_line_heights() -> None:
    html = LETTERS.render(THANK_YOU, "en", samples(THANK_YOU)["rich"]).html
    outlook = re.search(r"<!--\[if mso\]><style[^>]*>(.*?)</style><!\[endif\]-->", html)
    assert outlook is not None
    assert "mso-line-height-rule: exactly" in outlook[1]
    assert "line-height:26px" in html  # exact line heights need pixels
