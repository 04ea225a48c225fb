"""Logs: structlog on stderr, one line an event, libraries included. stdout belongs to JSON Lines."""

import logging
import sys
from typing import cast

import structlog
from structlog.typing import Processor

_CHATTY = ("kafka", "aiokafka", "faust", "mode", "asyncio")
"""Libraries that log each connection at INFO: heard from WARNING on, unless the level is debug."""


def configure(level: str = "info", format: str = "json") -> None:
    """Send every log line of the process, ours and the libraries', to stderr. format: "json" or "console"."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(format)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.DEBUG if level == "debug" else logging.WARNING)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger of constant events with keys: `log.info("feed_polled", feed=feed_id, status=200)`."""
    return cast(structlog.stdlib.BoundLogger, structlog.get_logger(name))


def _renderers(format: str) -> list[Processor]:
    if format == "console":
        # The rich traceback would print local variables, and with them secrets.
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]
