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
    """Makes everything log JSON lines on stdout; libraries only warnings and errors."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_JsonLine())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    _logger.setLevel(logging.INFO)
    # It warns of every request that is not HTTP; the client gets an answer for that.
    logging.getLogger("uvicorn").setLevel(logging.ERROR)


def log(
    level: Literal["info", "warn", "error"], message: str, *, trace: bool = False, **details: Any
) -> None:
    """
    Writes one line.

    :param level: how serious it is
    :param message: what happened
    :param trace: whether to add the stack trace of the current exception
    :param details: further fields of the line; they must not contain secrets
    """
    _logger.log(_LEVELS[level], message, exc_info=trace, extra={"details": details})
