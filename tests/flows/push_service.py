"""A simulated push service with one browser behind it: reads what is sent as the browser would."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ops.web_push import _derive, encode_base64

PATH = "/send/{name}"


@dataclass(slots=True)
class PushService:
    """`shown`: what browsers show, by their names; `status`: the answer to each request; `asked`: their headers;
    `came`: there was one."""

    status: int = 201
    shown: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    _key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    _auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def make_app(self) -> web.Application:
        app = web.Application()
        app.router.add_post(PATH, self._take)
        return app

    def subscribe(self, url: str, name: str) -> str:
        """What the browser of that name answers to a page."""
        keys = {"p256dh": encode_base64(self._point), "auth": encode_base64(self._auth)}
        return json.dumps({"endpoint": f"{url}/send/{name}", "expirationTime": None, "keys": keys})

    @property
    def _point(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.came.set()
        self.asked.append({name.lower(): value for name, value in request.headers.items()})
        if self.status < 300:
            self.shown.append((request.match_info["name"], json.loads(self._read(body))))
        return web.Response(status=self.status)

    def _read(self, body: bytes) -> bytes:
        salt, length = body[:16], body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self._key.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), theirs))
        secret = _derive(shared, self._auth, b"WebPush: info\x00" + self._point + theirs, 32)
        key = _derive(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _derive(secret, salt, b"Content-Encoding: nonce\x00", 12)
        return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x02")
