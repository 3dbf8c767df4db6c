"""The end of a connection."""

import asyncio
from collections.abc import Callable
from typing import Any

from .limits import Limits


class ClosingTransport:
    """
    A transport that is closed so that the client gets its answer, and is gone within bounds.

    A connection that is closed while data of the client is unread is reset, and the reset can overtake the
    answer.
    """

    def __init__(self, transport: asyncio.Transport, unread: Callable[[], bool], limits: Limits) -> None:
        self._transport = transport
        self._unread = unread
        self._limits = limits
        self._closing = False
        self._timers: list[asyncio.TimerHandle] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        """Whether nothing more is written to it, or read from it."""
        return self._closing or self._transport.is_closing()

    def write(self, data: bytes) -> None:
        """Writes unless it is closing: what comes after the last answer is meant for nobody."""
        if not self.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        """Closes once what was written is sent and a client that is still sending has had time to end."""
        if self.is_closing():
            return
        self._closing = True
        loop = asyncio.get_running_loop()
        self._timers.append(loop.call_later(self._limits.answer_seconds, self._transport.abort))
        if self._unread():
            self._transport.write_eof()
            self._transport.resume_reading()
            self._timers.append(loop.call_later(self._limits.linger_seconds, self._transport.close))
        else:
            self._transport.close()

    def lost(self) -> None:
        """To be called when the connection is gone."""
        for timer in self._timers:
            timer.cancel()
