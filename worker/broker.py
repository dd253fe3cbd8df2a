"""The broker: Dramatiq over Redis, carrying hints. What it loses, the clock's sweep finds again in the database."""

from __future__ import annotations

import redis
import structlog
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

_log = structlog.get_logger(__name__)

HINTS_QUEUE = "rapport"
EVENTS_QUEUE = "rapport_events"
"""The door for Python upstreams: enqueue a message for the actor `take_in` here."""


def redis_client(url: str) -> redis.Redis:
    """A client with explicit time-outs and a few quick retries; connects when first used."""
    return redis.Redis.from_url(
        url,
        socket_timeout=30,
        socket_connect_timeout=3,
        health_check_interval=30,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), retries=3),
    )


def broker_client(url: str) -> redis.Redis:
    """A client for the database after the one in the URL: the broker's maintenance lists all keys, so it gets one of its own."""
    client = redis_client(url)
    options = client.connection_pool.connection_kwargs  # a database named in the URL would win over an argument
    options["db"] = int(options.get("db") or 0) + 1
    return client


def make_broker(url: str) -> RedisBroker:
    """A broker without retries or time limits of its own: both are rows in our database."""
    broker = RedisBroker(  # type: ignore[no-untyped-call]
        client=broker_client(url), middleware=[], maintenance_chance=10_000, namespace="rapport"
    )
    broker.declare_queue(HINTS_QUEUE)
    broker.declare_queue(EVENTS_QUEUE)
    return broker


class BrokerHints:
    """Hints as Dramatiq messages. Redis may be away: then the hint is lost, and found again by the sweep."""

    def __init__(self, broker: RedisBroker) -> None:
        self._broker = broker

    def send(self, actor: str, *args: object) -> None:
        """Ask for `actor` to run with these arguments."""
        message: Message[None] = Message(queue_name=HINTS_QUEUE, actor_name=actor, args=args, kwargs={}, options={})
        try:
            self._broker.enqueue(message)
        except RedisError as error:
            _log.warning("a hint was lost; the sweep will find the work", actor=actor, error=type(error).__name__)

    def backlog(self) -> int | None:
        """How many hints wait unread; None when Redis is away, and would take no other."""
        try:
            return int(self._broker.client.llen(f"rapport:{HINTS_QUEUE}"))
        except RedisError:
            return None
