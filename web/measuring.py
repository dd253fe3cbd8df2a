"""Measuring: requests by door, method and status, and the installation's figures, in Prometheus's form."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from worker.engine.figures import Figures, read_figures
from worker.engine.health import SILENT_AFTER
from worker.engine.parts import Parts

_KEPT_SECONDS = 15.0
_SHARE = 100
"""Reading the figures takes at most a hundredth of the time, however big the ledger has grown."""


@dataclass(slots=True)
class _Kept:
    figures: Figures | None = None
    until: float = 0.0


class Measures:
    """This process's counters, and the figures of the whole installation, read at most every 15 seconds."""

    def __init__(self, parts: Parts, clock: Callable[[], float] = time.monotonic) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "rapport_http_requests", "Requests answered.", ["door", "method", "status"], registry=self.registry
        )
        self.seconds = Histogram("rapport_http_request_seconds", "How long answering took.", ["door"], registry=self.registry)
        self.registry.register(_Database(parts, clock))


class _Database(Collector):
    def __init__(self, parts: Parts, clock: Callable[[], float]) -> None:
        self._parts, self._clock = parts, clock
        self._kept = _Kept()
        self._lock = threading.Lock()

    def describe(self) -> Iterable[Metric]:
        """Nothing is read when the collector is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures; only `rapport_database_up` when the database is away."""
        figures = self._read()
        yield GaugeMetricFamily("rapport_database_up", "Whether the database answered.", value=0 if figures is None else 1)
        if figures is None:
            return
        for name, text, label, counts in (
            ("rapport_messages", "Letters and service mails, by state.", "state", figures.messages),
            ("rapport_waiting", "What waits to be worked.", "what", figures.waiting),
            ("rapport_processes", "Processes that live, by kind.", "kind", figures.processes),
        ):
            family = GaugeMetricFamily(name, text, labels=[label])
            for value, count in sorted(counts.items()):
                family.add_metric([value], count)
            yield family
        for name, text, number in (
            ("rapport_due_lag_seconds", "How long the most urgent letter has been due.", figures.due_lag_seconds),
            ("rapport_dead_letters", "Events nobody could understand, not replayed yet.", figures.dead_letters),
            ("rapport_alarms_open", "Alarms nobody has cleared.", figures.alarms_open),
            ("rapport_handoffs_open", "Tasks for colleagues, not resolved yet.", figures.handoffs_open),
        ):
            yield GaugeMetricFamily(name, text, value=number)

    def _read(self) -> Figures | None:
        with self._lock:
            began = self._clock()
            if self._kept.figures is not None and began < self._kept.until:
                return self._kept.figures
            try:
                with self._parts.database.read() as session:
                    figures = read_figures(session, self._parts.now(), datetime.now(UTC) - SILENT_AFTER)
            except SQLAlchemyError:
                return None
            ended = self._clock()
            self._kept = _Kept(figures, ended + max(_KEPT_SECONDS, _SHARE * (ended - began)))
            return figures


class Counting:
    """ASGI middleware: counts every answer under its route's pattern, never under a path that holds a token."""

    def __init__(self, app: ASGIApp, *, measures: Measures) -> None:
        self._app, self._measures = app, measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, and count its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                door = getattr(scope.get("route"), "path", "none")
                self._measures.requests.labels(door, _method(scope["method"]), str(message["status"])).inc()
                self._measures.seconds.labels(door).observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, counted)


def _method(name: str) -> str:
    """A method of HTTP's own; strangers' inventions are counted as one."""
    return name if name in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"
