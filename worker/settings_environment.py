"""Reading settings' texts from the environment, or for secrets from files named there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

FILE_SUFFIX = "_FILE"
_PREFIX = "RAPPORT_"
_FOR_TESTS_ONLY = frozenset({"RAPPORT_REQUIRE_BROWSER", "RAPPORT_REQUIRE_DOVECOT"})


@dataclass(frozen=True, slots=True)
class Known:
    """The names settings have: all of them, and those that may also come from a file."""

    names: frozenset[str]
    secrets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Environment:
    """The texts found, by name, and what was wrong with finding them."""

    texts: Mapping[str, str]
    problems: Sequence[str]


def read_environment(environ: Mapping[str, str], known: Known) -> Environment:
    """The settings named in `environ`, `<NAME>_FILE` read for secrets, and every problem met on the way."""
    texts: dict[str, str] = {}
    problems = _unknown(environ, known)
    for name in sorted(known.names):
        file_name = name + FILE_SUFFIX
        in_file = name in known.secrets and file_name in environ
        if name in environ and in_file:
            problems.append(f"{name} and {file_name} are both set; unset one of them")
        elif name in environ:
            texts[name] = environ[name].strip()
        elif in_file:
            try:
                texts[name] = Path(environ[file_name]).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                texts[name] = "unreadable"
                problems.append(f"{file_name} cannot be read ({_why(error)}); let it name a text file this user may read")
        if texts.get(name) == "":
            problems.append(f"{name} is set but empty; give it a value or unset it")
    return Environment(texts, problems)


def _unknown(environ: Mapping[str, str], known: Known) -> list[str]:
    accepted = known.names | {name + FILE_SUFFIX for name in known.secrets} | _FOR_TESTS_ONLY
    problems = []
    for name in sorted(set(environ) - accepted):
        if name.startswith(_PREFIX):
            nearest = get_close_matches(name, accepted - _FOR_TESTS_ONLY, n=1, cutoff=0.6)
            advice = f"did you mean {nearest[0]}?" if nearest else "unset it; docs/settings.md lists them all"
            problems.append(f"{name} is not a setting; {advice}")
    return problems


def _why(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or "no reason given" if isinstance(error, OSError) else "it is not UTF-8 text"
