"""Logs: one line an event, JSON where a machine reads and pretty on a terminal, ours and every library's alike.

Logs carry opaque ids, bound with `structlog.contextvars`. As a last net, what looks like an address or a key is masked here.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Literal, TextIO

import orjson
import structlog
from structlog.types import EventDict, Processor, WrappedLogger

LogFormat = Literal["auto", "json", "pretty"]

_QUIET = ("python_http_client", "urllib3", "httpx", "httpcore", "asyncio", "alembic")
"""Libraries whose INFO is noise; python_http_client prints the API key and the whole letter at DEBUG."""

_MASKS = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s\"',]+"), r"\1 <masked>"),
    (re.compile(r"://[^/\s:@]*:[^/\s@]*@"), "://<masked>@"),
    (re.compile(r"/hooks/sendgrid/inbound/[^\s\"'?/]+"), "/hooks/sendgrid/inbound/<masked>"),
    (re.compile(r"[^\s<>\"'(),;:=/\\\[\]{}]+@[\w-]+(?:\.[\w-]+)+"), "<address>"),
    (re.compile(r"\bSG\.[\w.-]+"), "<masked>"),
    (re.compile(r"(?<![\w/.-])[\w-]{40,}|(?<=/)[A-Za-z0-9_-]{40,}"), "<masked>"),
)


class _StandardOutput(logging.StreamHandler[TextIO]):
    """Writes to what `sys.stdout` is at the time: Dramatiq and tests put another in its place."""

    def __init__(self, name: Literal["stdout", "stderr"]) -> None:
        logging.Handler.__init__(self)
        self._name_of_stream = name

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """The stream of this moment."""
        stream: TextIO = getattr(sys, self._name_of_stream)
        return stream


def configure(
    log_format: LogFormat, *, process: str | None = None, to: Literal["stdout", "stderr"] = "stdout", level: int = logging.INFO
) -> None:
    """Send every log line of this process, structlog's and the standard library's, through one form.

    `process` names the process in each line; by default it is the subcommand that was run. Call it once a process; what ends
    the process by surprise is then logged, too. On a terminal the name is left to whoever shows several side by side.
    """
    pretty = log_format == "pretty" or (log_format == "auto" and getattr(sys, to).isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if pretty else "iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        *([] if pretty else [_named(process or _subcommand())]),
        mask,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(pretty=pretty)],
    )
    handler = _StandardOutput(to)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _crashed
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        structlog.get_logger("rapport").critical("the process ends: an error nobody expected", exc_info=(kind, error, trace))


def mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Mask, in every value of a log line, what looks like an e-mail address, a key, a password or a token."""
    return {name: value if name in {"timestamp", "level", "logger"} else _masked(value) for name, value in event.items()}


def masked(text: str) -> str:
    """`text` with what looks like an e-mail address, a key, a password or a token masked."""
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text


def _masked(value: object) -> object:
    match value:
        case bool() | int() | float() | None | logging.LogRecord():
            return value
        case Mapping():
            return {masked(str(key)): _masked(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_masked(inner) for inner in value]
    return masked(str(value))


def _subcommand() -> str:
    return sys.argv[1] if len(sys.argv) > 1 else "rapport"


def _named(process: str) -> Processor:
    def add(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event.setdefault("process", process)
        return event

    return add


def _renderer(*, pretty: bool) -> Processor:
    if pretty:
        return structlog.dev.ConsoleRenderer(colors=True, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer(serializer=lambda event, **_: orjson.dumps(event, default=str).decode())
