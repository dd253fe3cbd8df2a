"""supervisord as a child: started with its configuration, spoken to over its socket, ended with us."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from http.client import HTTPException
from pathlib import Path
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from worker.embedded import private_socket
from worker.up.output import Output, Pump
from worker.up.program import Program
from worker.up.supervisor_config import GROUP, Control, render, rpc_name
from worker.up.tied import tied

_NOT_THERE = (OSError, HTTPException)


class Supervised:
    """A supervisord that keeps the programs running. When this process dies, however it dies, it stops them and ends."""

    def __init__(
        self, programs: Sequence[Program], data_dir: Path, environ: Mapping[str, str], output: Output, *, held: Sequence[int] = ()
    ) -> None:
        """Start it; programs that are the ground start at once. `held` are descriptors it keeps open for as long as it lives."""
        folder = data_dir / "up"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._control = Control(private_socket(data_dir, "up.sock"), secrets.token_hex(16))
        self._control.socket.unlink(missing_ok=True)
        pump, ends = Pump(), {}
        for program in programs:
            reading, ends[program.name] = os.pipe()
            pump.take(reading, partial(output.line, program.name))
        own, own_end = os.pipe()
        pump.take(own, output.supervisor)
        config = folder / "supervisord.conf"
        config.touch(mode=0o600)
        config.write_text(render(programs, ends, self._control, folder), encoding="utf-8")
        self._process = subprocess.Popen(  # noqa: S603
            tied([sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(config)]),
            stdin=subprocess.DEVNULL,
            stdout=own_end,
            stderr=own_end,
            env=dict(environ),
            pass_fds=[*ends.values(), *held],
            process_group=0,  # a Ctrl-C is ours to pass on, once
        )
        for end in (*ends.values(), own_end):
            os.close(end)
        self._pump = pump
        pump.start()

    def lives(self) -> bool:
        """Whether supervisord still runs."""
        return self._process.poll() is None

    def answers(self) -> bool:
        """Whether it can be spoken to already."""
        try:
            return bool(self._rpc().supervisor.getState())
        except _NOT_THERE:
            return False

    def start_the_others(self, programs: Sequence[Program]) -> None:
        """Start what stands on the ground. Each that fails is tried again."""
        for program in programs:
            if not program.is_ground:
                self._rpc().supervisor.startProcess(rpc_name(program), False)

    def given_up(self) -> list[str]:
        """The programs that failed so often that they are not started any more."""
        try:
            found = self._rpc().supervisor.getAllProcessInfo()
        except (*_NOT_THERE, Fault):
            return []
        infos = found if isinstance(found, list) else []
        return [str(info["name"]) for info in infos if isinstance(info, dict) and info["statename"] == "FATAL"]

    def stop(self) -> None:
        """Ask everything to stop; comes back at once."""
        if self.lives():
            self._process.terminate()

    def kill(self) -> None:
        """End supervisord at once; what it ran is asked to stop as it dies."""
        if self.lives():
            self._process.kill()

    def join(self) -> None:
        """Wait until everything has stopped and every line is shown."""
        self._process.wait()
        self._pump.join(timeout=5)

    def _rpc(self) -> ServerProxy:
        transport = SupervisorTransport(GROUP, self._control.password, f"unix://{self._control.socket}")
        return ServerProxy("http://localhost", transport=transport)
