"""A receiver of webhooks on loopback: checks each signature with the library standardwebhooks and writes what came.

    python -m deploy.replay.receiver --port 8081 --secret-file secret --into received.jsonl

Each accepted POST becomes one line {"webhook_id", "received_at", "body"}; one whose signature does not fit gets 401 and
becomes a line with "error".
"""

import argparse
import threading
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
from standardwebhooks import Webhook, WebhookVerificationError

MAX_BODY_BYTES = 1_000_000


def serve(secret: str, into: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server that appends to the file `into`, not yet running: call serve_forever. Port 0 takes a free one."""
    webhook = Webhook(secret)
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), MAX_BODY_BYTES))
            line: dict[str, Any] = {
                "webhook_id": self.headers.get("webhook-id"),
                "received_at": datetime.now(UTC),
            }
            try:
                webhook.verify(body, dict(self.headers.items()))
                line["body"] = msgspec.json.decode(body)
                status = HTTPStatus.NO_CONTENT
            except (WebhookVerificationError, msgspec.DecodeError) as error:
                line["error"] = f"{type(error).__name__}: {error}"
                status = HTTPStatus.UNAUTHORIZED
            with lock, into.open("ab") as file:
                file.write(msgspec.json.encode(line) + b"\n")
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing: the file tells."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def read_received(path: Path) -> list[dict[str, Any]]:
    """What came so far, in order; a line that is still being written is left out."""
    if not path.exists():
        return []
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


def main() -> None:
    """Receive until ended."""
    parser = argparse.ArgumentParser(description="Receive webhooks and check their signatures.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--secret-file", type=Path, required=True)
    parser.add_argument("--into", type=Path, required=True)
    arguments = parser.parse_args()
    serve(arguments.secret_file.read_text().strip(), arguments.into, arguments.port).serve_forever()


if __name__ == "__main__":
    main()
