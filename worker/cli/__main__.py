"""`python -m worker.cli`: the `rapport` command where no script was installed."""

from __future__ import annotations

from worker.cli import main

main()
