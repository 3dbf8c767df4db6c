"""Answers as the published backend does, on port 5000."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from repository import add_hotels, exists, find_hotels


class Controller(BaseHTTPRequestHandler):
    """Serves the status and the hotels."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer the status of the database, or the hotels."""
        if self.path == "/status":
            self._answer(*((200, {"status": "UP"}) if exists() else (500, {"status": "DOWN"})))
        elif self.path == "/hotels":
            hotels = find_hotels()
            self._answer(200 if hotels else 404, hotels)
        else:
            self._answer(404, {"error": "not found"})

    def do_POST(self) -> None:
        """Add a hotel."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        add_hotels([json.loads(body)])
        self._answer(201, len(find_hotels()))

    def _answer(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("", 5000), Controller).serve_forever()
