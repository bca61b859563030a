"""The log: one line an event, for people or for programs, without secrets.

Everything goes one way: our own events, and what libraries tell the standard ``logging``. matrix-nio and aiohttp are
held at warnings whatever the operator chose, for below that they write what people said.
"""

import json
import logging
import logging.config
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Final, TextIO
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASK: Final = "***"
SHORTEST_SECRET: Final = 4
"""Characters. What is shorter is in every other word, and masking it would only give it away."""

_QUIET: Final = ("aiohttp", "aiosqlite", "alembic", "apscheduler", "asyncpg", "discord", "nio", "peewee", "sqlalchemy")
_SECRET_KEY: Final = re.compile(
    r"pass(?:word|wd|phrase)|secret|(?:^|[_-])token(?!s)|(?:access|refresh|api)_?(?:token|key)|authorization|pickle_key|cookie",
    re.IGNORECASE,
)
_WRITTEN_SECRETS: Final = (
    re.compile(r"""(?i)((?:password|access_token|refresh_token|pickle_key|secret)["']?\s*[=:]\s*["']?)[^\s"'&,;)}]+"""),
    re.compile(r"(?i)(\bbearer\s+)[\w.~+/=-]+"),
    re.compile(r"(://[^\s/:@]*:)[^\s@]+(?=@)"),
    # What Discord lets somebody be answered with, which stands in addresses.
    re.compile(r"(/(?:interactions|webhooks)/\d+/)[^\s/?'\"]+"),
)
_FIRST: Final = ("timestamp", "level", "event", "logger")
_BLOCKS: Final = ("exception", "stack")
"""What has lines of its own, which are set in on a console."""

_CONTROLS: Final = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {
    9: "\\t",
    10: "\\n",
    13: "\\r",
}
_BESIDES_LINES: Final = {code: written for code, written in _CONTROLS.items() if code not in {9, 10}}


def configure(
    *, level: str = "info", form: str = "console", secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Set the log up, for the whole process. ``secrets`` never appear in it, wherever they may turn up."""
    out = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    last: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        Masking(secrets),
        _console_lines if form == "console" else _json_lines,
        _renderer(form, colours=out.isatty()),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last)
    handler = _Handler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [*(each for each in root.handlers if not isinstance(each, _Handler)), handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        # An adapter may have hushed its library further.
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to a stream, or else to whatever is the standard error at the time."""

    def __init__(self, stream: TextIO | None) -> None:
        logging.Handler.__init__(self)
        self._own = stream

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """Where to write."""
        return self._own or sys.stderr


def _renderer(form: str, *, colours: bool) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=False)
    return structlog.dev.ConsoleRenderer(
        colors=colours, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
    )


def _console_lines(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep an event on one line: nothing from outside can begin a line of its own or move a terminal's cursor."""
    kept = {
        key: value.translate(_CONTROLS) if isinstance(value, str) else value
        for key, value in event.items()
        if key not in _BLOCKS
    }
    for key in _BLOCKS:
        if key in event:
            kept[key] = "    " + str(event[key]).translate(_BESIDES_LINES).replace("\n", "\n    ")
    return kept


def _json_lines(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put first what a reader looks for first."""
    return {key: event[key] for key in (*_FIRST, *event) if key in event}


class Masking:
    """Masks what looks like a secret and what is known to be one, in everything that is about to be written."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for each in secrets if len(each) >= SHORTEST_SECRET for form in _forms(each)}
        known = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """Mask one event."""
        return {self._text(str(key)): self._value(key, value) for key, value in event.items()}

    def _value(self, key: object, value: object) -> object:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(key, str) and _SECRET_KEY.search(key) and value != "":
            return MASK
        match value:
            case int() | float():
                return value
            case Mapping():
                return {self._text(str(inner)): self._value(inner, each) for inner, each in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._value("", each) for each in value]
            case str():
                return self._text(value)
            case _:
                return self._text(repr(value))

    def _text(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(MASK, text)
        for pattern in _WRITTEN_SECRETS:
            text = pattern.sub(rf"\g<1>{MASK}", text)
        return text.encode("utf-8", "backslashreplace").decode()


def _forms(secret: str) -> tuple[str, ...]:
    """List how a secret may be written: as it is, in JSON, in a ``repr``, in an address."""
    return (
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
        quote(secret, safe=""),
    )
