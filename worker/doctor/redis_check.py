"""Redis: within reach, never evicting, and keeping what it was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import redis

from worker.doctor.finding import Finding, good, note, wrong

_SUBJECT = "Redis"
_OLDEST = (6, 2)
"""XAUTOCLAIM, by which intake takes over what a crashed one held, came with 6.2."""


def check_redis(url: str, *, embedded: bool) -> Iterator[Finding]:
    """What is known about `REDIS_URL`."""
    try:
        with redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5) as client:
            info = {str(name): str(value) for name, value in client.info().items()}
            saves = _saves(client)
    except (redis.RedisError, ValueError) as error:
        if embedded:
            yield note(_SUBJECT, "the private one does not run", "`rapport up` starts it")
        else:
            yield wrong(_SUBJECT, f"cannot be used ({str(error) or type(error).__name__})", "Start it, or correct REDIS_URL")
        return
    yield from _version(info)
    yield from _eviction(info)
    yield from _persistence(info, saves=saves)


def _saves(client: redis.Redis) -> bool:
    try:
        return bool(dict(client.config_get("save")).get("save"))
    except redis.RedisError:
        return False  # a managed Redis may hide its configuration


def _version(info: Mapping[str, str]) -> Iterator[Finding]:
    version = info.get("redis_version", "0")
    name = "Valkey" if "valkey_version" in info else "Redis"
    if tuple(int(part) for part in version.split(".")[:2]) < _OLDEST:
        yield wrong(_SUBJECT, f"{name} {version} is too old", "Use 6.2 or newer, or Valkey")
    else:
        yield good(_SUBJECT, f"{name} {info.get('valkey_version', version)} answers")


def _eviction(info: Mapping[str, str]) -> Iterator[Finding]:
    policy = info.get("maxmemory_policy", "unknown")
    if policy == "noeviction":
        yield good(f"{_SUBJECT} eviction", "noeviction: nothing queued is thrown away")
    else:
        yield wrong(
            f"{_SUBJECT} eviction", f"{policy}: under pressure it throws queued events away", "Set maxmemory-policy noeviction"
        )


def _persistence(info: Mapping[str, str], *, saves: bool) -> Iterator[Finding]:
    subject = f"{_SUBJECT} persistence"
    if info.get("aof_enabled") == "1":
        yield good(subject, "appendonly yes: a restart loses a second at most")
    elif saves:
        yield note(subject, "snapshots only: a restart loses what waits in the stream since the last one", "Set appendonly yes")
    else:
        yield note(subject, "none seen: a restart loses what waits unread in the stream", "Set appendonly yes")
