"""The stack under the demo: `rapport up`, as anybody would start it, with its lines in a file."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import urllib3

from demo.ground import Ground
from worker.up.program import rapport
from worker.up.tied import tied

LOG_FILE = "demo.log"
_READY_SECONDS = 300.0
_STOP_SECONDS = 60.0
_LOOK_SECONDS = 0.05


class StackError(RuntimeError):
    """The processes did not start, or ended while they were needed; the message has their last lines."""


class RunningStack:
    """`with RunningStack(ground):` the real processes run; at the end all of them have stopped."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._log = ground.data_dir / LOG_FILE
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603
                tied(rapport("up")),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self._ground.environ),
                process_group=0,  # a Ctrl-C is ours to pass on, once
            )
        try:
            self._wait_until_ready(self._process)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def check(self) -> None:
        """Raises StackError when the processes have ended."""
        if self._process is None or self._process.poll() is not None:
            raise StackError(f"the processes ended; the last lines of {self._log}:\n{_tail(self._log)}")

    def stop(self) -> None:
        """Ask everything to stop, and wait until it has."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        url = f"http://127.0.0.1:{self._ground.settings.port}/readyz"
        deadline = time.monotonic() + _READY_SECONDS
        with urllib3.PoolManager(retries=False, timeout=5) as http:
            while time.monotonic() < deadline:
                if process.poll() is not None:
                    break
                try:
                    if http.request("GET", url).status == 200:
                        return
                except urllib3.exceptions.HTTPError:
                    pass
                time.sleep(_LOOK_SECONDS)
        raise StackError(f"the processes did not start; the last lines of {self._log}:\n{_tail(self._log)}")


def _tail(path: Path, lines: int = 15) -> str:
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
