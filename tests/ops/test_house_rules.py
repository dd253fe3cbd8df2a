"""The house rules that a machine can hold: small files, small functions, telling names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bench", "campaigns", "demo", "emails", "sandbox", "schemas", "web", "worker")
FILE, TEST_FILE, FUNCTION = 300, 500, 40
SAY_NOTHING = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}


def sources(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if path.parent.name != "versions")


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_every_file_fits_on_a_few_screens() -> None:
    too_long = {str(path.relative_to(ROOT)): lines(path) for path in sources(*ROOMS) if lines(path) > FILE}
    assert too_long == {}


def test_every_file_of_tests_does_too() -> None:
    assert {str(path.relative_to(ROOT)): lines(path) for path in sources("tests") if lines(path) > TEST_FILE} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_every_function_fits_on_a_screen(room: str) -> None:
    too_long = {}
    for path in sources(room):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > FUNCTION:
                    too_long[f"{path.relative_to(ROOT)}: {node.name}"] = length
    assert too_long == {}


def test_every_file_is_named_for_what_it_holds() -> None:
    assert [str(path.relative_to(ROOT)) for path in sources(*ROOMS, "tests") if path.stem in SAY_NOTHING] == []
