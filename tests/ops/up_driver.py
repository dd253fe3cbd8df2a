"""Runs `rapport up`'s stack with stand-ins for the processes: `python up_driver.py FOLDER`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from worker.up.output import Output
from worker.up.program import Program
from worker.up.stack import Stack, run
from worker.up.taken import lock

STAND_IN = Path(__file__).with_name("up_stand_in.py")


def main(folder: Path, release: str) -> int:
    def stand_in(name: str, *, is_ground: bool = False) -> Program:
        return Program(name, [sys.executable, str(STAND_IN), str(folder), name], is_ground=is_ground)

    stack = Stack(
        data_dir=folder,
        environ=os.environ,
        programs=[stand_in("ground", is_ground=True), stand_in("web"), stand_in("worker-1")],
        release=[sys.executable, "-c", release],
        ground_is_ready=lambda: bool(list(folder.glob("ground.*.pid"))),
        is_ready=lambda: bool(list(folder.glob("web.*.pid"))),
        welcome=lambda: "welcome",
    )
    return run(stack, Output("json", width=8), held=[lock(folder)])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
