"""Dependencies: each is explained and pinned with a hash, and no pin names a host."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def wanted() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    return {re.split(r"[^A-Za-z0-9_-]", line)[0].lower() for line in lines}


def test_each_dependency_is_explained_in_one_line_and_no_other_is() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text()
    explained = set(re.findall(r"^\| ([a-z0-9_-]+) \| .+ \|$", page, re.MULTILINE))
    assert explained == wanted()


@pytest.mark.parametrize("kind", ["run", "dev"])
def test_each_pin_has_a_hash_and_names_no_host(kind: str) -> None:
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    pins = re.findall(r"^[a-z0-9][^\n]*==[^\n]*(?:\n    --hash=sha256:[0-9a-f]{64}[^\n]*)+", text, re.MULTILINE | re.IGNORECASE)
    assert len(pins) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)) > 0
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)


def test_the_pins_of_both_files_agree() -> None:
    run, dev = (
        dict(
            re.findall(
                r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==(\S+)", (ROOT / "requirements" / f"{kind}.txt").read_text(), re.MULTILINE
            )
        )
        for kind in ("run", "dev")
    )
    assert {name: dev.get(name) for name in run} == run
