"""Puts `rapport up` together from the settings."""

from __future__ import annotations

import os
import sys
from typing import Literal
from urllib.request import urlopen

import redis

from worker.settings import Settings
from worker.up.output import Output
from worker.up.program import programs, rapport
from worker.up.redis_server import find_redis_server
from worker.up.stack import Stack, run
from worker.up.taken import lock, need_port
from worker.up.welcome import welcome


def run_up(settings: Settings) -> int:
    """Run the stack of `settings` until a signal; the exit status of the command.

    Raises TakenError when a port or the data folder is in use, and RedisMissingError when no private Redis can be had.
    """
    held = lock(settings.data_dir)
    need_port(settings.port, "PORT")
    if settings.embedded:
        need_port(settings.sandbox_port, "RAPPORT_SANDBOX_PORT")
        find_redis_server()
    log_format = _resolved(settings)
    all_programs = programs(settings)
    stack = Stack(
        data_dir=settings.data_dir,
        environ={**os.environ, "RAPPORT_LOG_FORMAT": log_format, "PYTHONUNBUFFERED": "1"},
        programs=all_programs,
        release=rapport("release"),
        ground_is_ready=lambda: not settings.embedded or _redis_answers(settings.redis_url),
        is_ready=lambda: _web_is_ready(settings.port),
        welcome=lambda: welcome(settings),
    )
    return run(stack, Output(log_format, width=max(len(program.name) for program in all_programs)), held=[held])


def _resolved(settings: Settings) -> Literal["json", "pretty"]:
    if settings.log_format == "auto":
        return "pretty" if sys.stdout.isatty() else "json"
    return settings.log_format


def _redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _web_is_ready(port: int) -> bool:
    """Whether `web` answers, and has found the database, Redis and every other process."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
