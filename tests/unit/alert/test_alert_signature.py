"""Signatures: the published vector, the library as judge, rotation, and secrets that stay secret."""

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from services.alert.delivery.signature import headers, parse_secret
from services.alert.errors import WrongSecret
from tests.unit.alert.making import SECRET


def test_the_published_vector_gives_the_published_signature() -> None:
    signed = headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
        [parse_secret(SECRET)],
    )
    assert signed == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))])
def test_the_library_accepts_a_signature_made_in_any_zone(zone: timezone) -> None:
    body = '{"č": "ř"}'.encode()
    signed = headers("id-1", datetime.now(zone), body, [parse_secret(SECRET)])
    assert Webhook(SECRET).verify(body, signed) == {"č": "ř"}


def test_during_a_rotation_the_old_and_the_new_secret_are_both_accepted() -> None:
    new = "whsec_" + base64.b64encode(b"n" * 32).decode()
    signed = headers("id-1", datetime.now(UTC), b"{}", [parse_secret(new), parse_secret(SECRET)])
    for each in (new, SECRET):
        Webhook(each).verify(b"{}", signed)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + base64.b64encode(b"x" * 32).decode()).verify(b"{}", signed)


def test_a_changed_body_is_refused() -> None:
    signed = headers("id-1", datetime.now(UTC), b'{"a":1}', [parse_secret(SECRET)])
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(b'{"a":2}', signed)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("hunter2hunter2hunter2hunter2hunter2", "does not start with whsec_"),
        ("whsec_@@@@", "is not Base64"),
        ("whsec_" + base64.b64encode(b"short").decode(), "has 5 bytes"),
        ("whsec_" + base64.b64encode(b"x" * 65).decode(), "has 65 bytes"),
    ],
)
def test_a_secret_that_cannot_be_used_is_refused_without_being_quoted(text: str, complaint: str) -> None:
    with pytest.raises(WrongSecret, match=complaint) as caught:
        parse_secret(text)
    assert text not in str(caught.value)
    assert text.removeprefix("whsec_") not in str(caught.value)


def test_a_secret_is_not_in_its_own_repr() -> None:
    secret = parse_secret(SECRET + "\n")
    assert "MfKQ" not in repr(secret)
    assert repr(secret.key) not in f"{secret} {secret!r} {[secret]}"
