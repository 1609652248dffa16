"""Signs requests to other systems as Standard Webhooks says (standardwebhooks.com, specification read 2026-11):
HMAC-SHA256 of id, time and body, with the bytes that the secret encodes in Base64."""

import base64
import hashlib
import hmac

PREFIX = "whsec_"


def sign_headers(secret: str, event_id: str, at: int, body: bytes) -> dict[str, str]:
    """Return the headers of a delivery; `at`: the moment of sending, in seconds since 1970."""
    return {"content-type": "application/json", "user-agent": "pulldesk-webhooks"} | sign(secret, event_id, at, body)


def sign(secret: str, event_id: str, at: int, body: bytes) -> dict[str, str]:
    """Return the headers that prove who sent a body, or the query of a request without one."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, b"%s.%d.%s" % (event_id.encode(), at, body), hashlib.sha256).digest()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(at),
        "webhook-signature": "v1," + base64.b64encode(signed).decode(),
    }
