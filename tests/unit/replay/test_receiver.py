"""The receiver: it takes what is signed with its secret and nothing else, and its file tells both."""

import threading
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

from standardwebhooks import Webhook

from deploy.replay import receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - the published test vector of Standard Webhooks


def post(port: int, body: str, headers: dict[str, str]) -> int:
    """Status of one POST."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("POST", "/hook", body.encode(), headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_signed_webhook_is_kept_and_a_forged_one_is_refused(tmp_path: Path) -> None:
    into = tmp_path / "received.jsonl"
    assert receiver.read_received(into) == []
    server = receiver.serve(SECRET, into)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    now = datetime.now(UTC)
    body = '{"summary": "něco nového"}'
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_1", now, body),
    }
    assert post(server.server_address[1], body, headers) == 204
    assert post(server.server_address[1], body.replace("n", "m"), headers) == 401
    server.shutdown()
    server.server_close()
    thread.join()
    good, forged = receiver.read_received(into)
    assert (good["webhook_id"], good["body"]) == ("msg_1", {"summary": "něco nového"})
    assert "error" not in good
    assert "body" not in forged
    assert "WebhookVerificationError" in forged["error"]


def test_a_line_that_is_still_being_written_is_left_out(tmp_path: Path) -> None:
    into = tmp_path / "received.jsonl"
    into.write_bytes(b'{"webhook_id": "a"}\n{"webhook_id"')
    assert [line["webhook_id"] for line in receiver.read_received(into)] == ["a"]
