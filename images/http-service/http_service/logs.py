"""Logs as JSON lines on stdout: `{"time", "level", "message", …}`."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Literal

_LEVELS = {"info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}
_logger = logging.getLogger("http_service")


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        level = (
            "error"
            if record.levelno >= logging.ERROR
            else "warn"
            if record.levelno >= logging.WARNING
            else "info"
        )
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": time.replace("+00:00", "Z"), "level": level, "message": record.getMessage()}
        line |= getattr(record, "details", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure() -> None:
    """Has everything logged as JSON lines on stdout; of libraries only what went wrong."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_JsonLine())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    _logger.setLevel(logging.INFO)
    # It warns of every request that is no HTTP, which the client is told, and nobody else needs to know.
    logging.getLogger("uvicorn").setLevel(logging.ERROR)


def log(
    level: Literal["info", "warn", "error"], message: str, *, trace: bool = False, **details: Any
) -> None:
    """
    Writes one line.

    :param level: how much it matters
    :param message: what happened
    :param trace: whether to add the stack trace of the exception that is being handled
    :param details: further properties of the line; must hold no secret
    """
    _logger.log(_LEVELS[level], message, exc_info=trace, extra={"details": details})
