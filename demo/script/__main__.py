"""`python -m demo.script > examples/year.jsonl`; with `people`, `examples/people.json`."""

from __future__ import annotations

import sys

from demo.script.year import write_script


def main(arguments: list[str]) -> int:
    """Write the script, or its people, to standard output."""
    script = write_script()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(script.personas() if arguments == ["people"] else script.lines())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
