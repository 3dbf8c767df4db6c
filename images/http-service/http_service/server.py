"""Runs an application on uvicorn."""

import contextlib
import functools
import os
import signal
import socket
import sys
import time
from collections.abc import Generator

import uvicorn
from fastapi import FastAPI

from .connection import BoundedConnection
from .limits import Limits
from .logs import log


def serve(app: FastAPI, *, port: int, host: str | None = None, limits: Limits | None = None) -> None:
    """
    Serves until SIGTERM or SIGINT.

    The service then reports for `withdraw_seconds` that it is not ready while it still serves. After that it
    accepts no new connections, and answers the requests in flight within `drain_seconds`.

    Ends the process with status 1 and one log line when it cannot listen, and with status 3 when the
    application cannot start.

    :param app: the application, as `create_app` makes it
    :param port: the port to listen on; 0 takes any free one
    :param host: the address to listen on; default: all addresses of the machine
    :param limits: the bounds of connections; default: `Limits()`
    """
    limits = limits or Limits()
    try:
        listener = _listen(host, port)
        # Ends a connection whose client receives nothing. Accepted connections inherit it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(limits.answer_seconds * 1000))
    except OSError as error:
        log("error", f"cannot listen on port {port}: {os.strerror(error.errno or 0)}")
        sys.exit(1)
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=functools.partial(BoundedConnection, limits=limits),  # type: ignore[arg-type]
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        workers=1,
        limit_concurrency=limits.connections,
        timeout_keep_alive=limits.keep_alive_seconds,
        timeout_graceful_shutdown=limits.drain_seconds,
    )
    _Server(config, app, limits.withdraw_seconds).run(sockets=[listener])
    log("info", "stopped")


def _listen(host: str | None, port: int) -> socket.socket:
    if host is not None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    if socket.has_dualstack_ipv6():
        return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
    return socket.create_server(("", port))


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, app: FastAPI, withdraw_seconds: float) -> None:
        super().__init__(config)
        self._app = app
        self._withdraw_seconds = withdraw_seconds
        self._withdrawn_at: float | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        # uvicorn's own raises the signal again at the end, but the status of a clean shutdown is 0.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.handle_exit)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets and not self.should_exit:
            log("info", "listening", port=sockets[0].getsockname()[1])

    async def on_tick(self, counter: int) -> bool:
        if not await super().on_tick(counter):
            return False
        if self._withdrawn_at is None:
            self._app.state.stopping = True
            self._withdrawn_at = time.monotonic()
            log("info", "told to stop: no longer ready")
        return time.monotonic() >= self._withdrawn_at + self._withdraw_seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        log("info", "stopping: no new connections, ending the requests in flight")
        await super().shutdown(sockets)
