"""The configuration of supervisord, written anew for each run."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from worker.up.program import Program
from worker.up.tied import PARENT_UNKNOWN, tied_to

GROUP = "rapport"
_GROUND_PRIORITY, _GROUP_PRIORITY = 1, 10
_STEADY_SECONDS = 5
_TRIES = 10
"""Starts that fail at once are tried again with a pause that grows by a second, so for about a minute."""


@dataclass(frozen=True, slots=True)
class Control:
    """How supervisord is spoken to: a socket only this user may open, and a password of this run."""

    socket: Path
    password: str


def render(programs: Sequence[Program], outputs: Mapping[str, int], control: Control, folder: Path) -> str:
    """The whole configuration; `outputs` gives the inherited file descriptor each program's lines go to."""
    as_root = ["user=root"] if os.getuid() == 0 else []
    sections = [
        _section(
            "supervisord",
            "nodaemon=true",
            "logfile=/dev/null",
            "logfile_maxbytes=0",
            f"pidfile={_plain(folder / 'supervisord.pid')}",
            *as_root,
        ),
        _section(
            "unix_http_server",
            f"file={_plain(control.socket)}",
            "chmod=0700",
            f"username={GROUP}",
            f"password={control.password}",
        ),
        _section(
            "rpcinterface:supervisor",
            "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
        ),
        *(_program(program, outputs[program.name]) for program in programs),
    ]
    if others := [program.name for program in programs if not program.is_ground]:
        sections.append(_section(f"group:{GROUP}", f"programs={','.join(others)}", f"priority={_GROUP_PRIORITY}"))
    return "\n".join(sections)


def rpc_name(program: Program) -> str:
    """The name supervisord knows the process by."""
    return program.name if program.is_ground else f"{GROUP}:{program.name}"


def _program(program: Program, output: int) -> str:
    command = shlex.join(tied_to(PARENT_UNKNOWN, program.command))
    return _section(
        f"program:{program.name}",
        f"command={_plain(command)}",
        f"priority={_GROUND_PRIORITY}",
        f"autostart={'true' if program.is_ground else 'false'}",
        "autorestart=true",
        f"startsecs={_STEADY_SECONDS}",
        f"startretries={_TRIES}",
        f"stopwaitsecs={program.grace_seconds}",
        "stopsignal=TERM",
        "killasgroup=true",
        "redirect_stderr=true",
        f"stdout_logfile=/dev/fd/{output}",
        "stdout_logfile_maxbytes=0",
    )


def _section(name: str, *lines: str) -> str:
    return "\n".join([f"[{name}]", *lines, ""])


def _plain(text: object) -> str:
    return str(text).replace("%", "%%")
