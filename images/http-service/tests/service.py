"""A service as a separate process, and connections that speak to it byte by byte."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, NamedTuple, Self

SECONDS = 20


def wait_for(condition: Callable[[], bool]) -> None:
    """Waits until a condition holds; fails when it does not within `SECONDS`."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, f"the condition did not hold within {SECONDS} s"
        time.sleep(0.05)


class Answer(NamedTuple):
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def error(self) -> str:
        """The message of an error; fails when the body holds anything else."""
        assert self.headers["content-type"] == "application/json", self
        parsed = json.loads(self.body)
        assert list(parsed) == ["error"], self
        return parsed["error"]


class Connection:
    """A connection to a service."""

    def __init__(self, port: int, address: str = "127.0.0.1") -> None:
        self._socket = socket.create_connection((address, port), timeout=SECONDS)
        self._received = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, data: str | bytes) -> None:
        """Sends it all."""
        self._socket.sendall(data.encode() if isinstance(data, str) else data)

    def ask(self, line: str, *headers: str, body: bytes = b"") -> Answer:
        """Sends a whole request and reads its answer."""
        length = (f"Content-Length: {len(body)}",) if body else ()
        self.send(
            "\r\n".join([f"{line} HTTP/1.1", "Host: service", *headers, *length, "", ""]).encode() + body
        )
        return self.answer(headless=line.startswith("HEAD "))

    def answer(self, *, headless: bool = False) -> Answer:
        """Reads one answer."""
        while b"\r\n\r\n" not in self._received:
            self._read()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = 0 if headless else int(headers["content-length"])
        while len(self._received) < length:
            self._read()
        body, self._received = self._received[:length], self._received[length:]
        return Answer(int(status.split()[1]), headers, body)

    def rest(self) -> bytes:
        """All that comes until the service closes the connection."""
        try:
            while True:
                self._read()
        except EOFError:
            return self._received

    def _read(self) -> None:
        data = self._socket.recv(65536)
        if not data:
            raise EOFError(self._received)
        self._received += data


class Service:
    """A service started by a command, which has to say where it listens."""

    def __init__(self, command: Sequence[str], environment: dict[str, str] | None = None) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - the command is from a test
            [sys.executable, *command],
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: list[str] = []
        self._changed = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdout, self._process.stderr):
            assert stream
            stream.close()

    @property
    def pid(self) -> int:
        """The id of its process."""
        return self._process.pid

    @property
    def port(self) -> int:
        """The port that it listens on, once it does."""
        return self.said("listening")["port"]

    @property
    def log(self) -> list[dict[str, Any]]:
        """All that it logged so far; fails on a line that is not JSON."""
        return [json.loads(line) for line in self._lines]

    def said(self, pattern: str) -> dict[str, Any]:
        """Waits for the first line whose message matches."""

        def found() -> dict[str, Any] | None:
            return next((line for line in self.log if re.search(pattern, line["message"])), None)

        with self._changed:
            self._changed.wait_for(lambda: found() or self._ended, timeout=SECONDS)
        line = found()
        assert line, f"it did not say {pattern}: {self._lines}"
        return line

    def connect(self) -> Connection:
        """A new connection."""
        return Connection(self.port)

    def ask(self, line: str, *headers: str, body: bytes = b"") -> Answer:
        """Sends a request on a new connection; gives the answer."""
        with self.connect() as connection:
            return connection.ask(line, *headers, body=body)

    def stop(self) -> None:
        """Sends SIGTERM."""
        self._process.send_signal(signal.SIGTERM)

    def ended(self) -> int:
        """Waits for its end; gives its status, and fails when it wrote to stderr."""
        status = self._process.wait(SECONDS)
        self._reader.join()
        assert self._process.stderr
        assert self._process.stderr.read() == ""
        return status

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            with self._changed:
                self._lines.append(line)
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()
