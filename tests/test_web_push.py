"""Web push: the example of RFC 8291, what a push service checks of the signature, and what is no browser's key."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from ops import web_push

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)

# RFC 8291, appendix A.
_MESSAGE = b"When I grow up, I want to be a watermelon"
_OWN = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
_KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
_AUTH, _SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
_BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg"
    "Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_rfc() -> None:
    own = derive_private_key(int.from_bytes(web_push.decode_base64(_OWN), "big"), SECP256R1())
    body = web_push.encrypt_with(_MESSAGE, _KEY, _AUTH, own=own, salt=web_push.decode_base64(_SALT))
    assert web_push.encode_base64(body) == _BODY


def test_no_two_messages_are_encrypted_alike() -> None:
    assert web_push.encrypt(_MESSAGE, _KEY, _AUTH) != web_push.encrypt(_MESSAGE, _KEY, _AUTH)


def test_the_signature_names_the_push_service_and_is_good_for_less_than_a_day() -> None:
    said = web_push.sign("secret", "https://push.example:8443/send/abc", "https://desk.example", NOON)
    token, key = said.removeprefix("vapid t=").split(", k=")
    assert key == web_push.get_public_key("secret") != web_push.get_public_key("another")
    head, claims, signature = token.split(".")
    raw = web_push.decode_base64(signature)
    public = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), web_push.decode_base64(key))
    whole = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(whole, f"{head}.{claims}".encode(), ECDSA(SHA256()))
    said_of = json.loads(web_push.decode_base64(claims))
    assert (said_of["aud"], said_of["sub"]) == ("https://push.example:8443", "https://desk.example")
    assert 0 < said_of["exp"] - NOON.timestamp() < 86_400


@pytest.mark.parametrize(
    ("key", "auth"),
    [
        ("", _AUTH), (_KEY, ""), (_KEY[:-4], _AUTH), (_KEY, _AUTH + "AAAA"), ("A" * 87, _AUTH), ("я" * 87, _AUTH),
        (_KEY, "!!"),
    ],
)  # fmt: skip
def test_what_is_no_key_of_a_browser_is_refused(key: str, auth: str) -> None:
    assert web_push.is_browser_key(_KEY, _AUTH)
    assert not web_push.is_browser_key(key, auth)


def test_a_key_of_any_secret_is_a_point() -> None:
    own = generate_private_key(SECP256R1())
    assert own.curve.name == "secp256r1"
    assert all(web_push.is_browser_key(web_push.get_public_key(str(n)), _AUTH) for n in range(50))
