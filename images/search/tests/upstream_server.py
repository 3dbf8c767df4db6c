"""An upstream whose answers a test chooses: a real server on loopback."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answering = Callable[[BaseHTTPRequestHandler], None]


class Upstream:
    """Answers requests by its current `answering`."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering
        self.asked = 0
        self.stopping = threading.Event()
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                upstream.asked += 1
                # The client may have given up, as some tests expect.
                with suppress(BrokenPipeError, ConnectionResetError):
                    upstream.answering(self)
                # Not announced by `Connection: close`: clients must cope with that (RFC 9112, section 9.5).
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/entries"
        threading.Thread(target=self._server.serve_forever, args=[0.05], daemon=True).start()

    def close(self) -> None:
        """Stops: further connections are refused."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def upstream_of(answering: Answering) -> Iterator[Upstream]:
    """An upstream that is closed at the end of the context."""
    upstream = Upstream(answering)
    try:
        yield upstream
    finally:
        upstream.close()


def gives(body: bytes, status: int = 200, **headers: str) -> Answering:
    """Makes an answer of a body; an underscore in the name of a header stands for a dash."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        if "Transfer_Encoding" not in headers:
            headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def entry(name: str = "New API", **changes: Any) -> dict[str, Any]:
    """A valid entry, with changes."""
    right = {
        "API": name,
        "Description": "It is new.",
        "Auth": "",
        "HTTPS": True,
        "Cors": "yes",
        "Link": "https://new.example/",
        "Category": "New",
    }
    return {**right, **changes}


def document(*entries: dict[str, Any], **changes: Any) -> bytes:
    """A valid catalogue of entries, with changes."""
    return json.dumps({"count": len(entries), "entries": list(entries), **changes}).encode()
