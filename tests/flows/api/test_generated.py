"""Requests made up from the schema, right ones and wrong ones: never a mistake of ours, and no answer that the schema
does not name. `API_CASES` says how many, `API_SEED` which; `make fuzz-api` takes ten thousand."""

import json
import os
import re
from collections.abc import Mapping
from random import Random
from typing import Any
from urllib.parse import quote

import pytest

from db.database import Database
from db.models import System
from desk.systems.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.stage import staged

CASES, SEED = int(os.environ.get("API_CASES", "300")), int(os.environ.get("API_SEED", "1"))
_STRINGS = (
    "", "a", "u-1", "42", "0", "week", "en", "ru", "https://shop.example/hook", "Пожар 🔥", "<b>&amp;</b>", " ",
    "\x00", "\u202e",
    "\ud800", "x" * 500, "x" * 5000, "'; drop table tickets; --", "../../etc/passwd", "%00", "2026-11-21T09:00:00Z",
)  # fmt: skip
_NUMBERS = (0, 1, 2, 3, 4, 5, -1, 100, 101, 2**31, 2**63 - 1, 2**63, 10**30)
_ODD = (None, True, 1.5, [], {}, "x", 7, [None], {"a": 1})
_NOT_JSON = (b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"text": 1e999}', b"[" * 2000)


class Made:
    """What is made up, from one seed."""

    def __init__(self, schema: Mapping[str, Any], seed: int) -> None:
        self.schema, self.random = schema, Random(seed)

    def value(self, of: Mapping[str, Any]) -> Any:
        """Something of that schema, or now and then not."""
        if "$ref" in of:
            return self.value(self.schema["components"]["schemas"][of["$ref"].rpartition("/")[2]])
        if self.random.random() < 0.07:
            return self.random.choice(_ODD)
        if "anyOf" in of:
            return self.value(self.random.choice(of["anyOf"]))
        if "enum" in of or "const" in of:
            return self.random.choice([*of.get("enum", [of.get("const")]), "odd"])
        kind = of.get("type")
        if kind == "object":
            return self._object(of)
        if kind == "array":
            return [self.value(of.get("items", {})) for _ in range(self.random.randrange(3))]
        if kind in ("integer", "number"):
            return self.random.choice(_NUMBERS)
        if kind == "boolean":
            return self.random.choice((True, False))
        return None if kind == "null" else self._string(of)

    def _object(self, of: Mapping[str, Any]) -> dict[str, Any]:
        needed = of.get("required", ())
        chosen = [name for name in of.get("properties", {}) if name in needed or self.random.random() < 0.5]
        made = {name: self.value(of["properties"][name]) for name in chosen if self.random.random() < 0.97}
        if "additionalProperties" in of and isinstance(of["additionalProperties"], dict):
            made[self.random.choice(_STRINGS)] = self.value(of["additionalProperties"])
        return made | ({"odd": 1} if self.random.random() < 0.03 else {})

    def _string(self, of: Mapping[str, Any]) -> str:
        fitting = [one for one in _STRINGS if re.search(of.get("pattern", ""), one)]
        return self.random.choice(fitting if fitting and self.random.random() < 0.7 else _STRINGS)


@pytest.mark.broad
@pytest.mark.limit(1800)
async def test_made_up_requests_are_answered_as_the_schema_says(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.olga,), panel_url=URL) as stage, api_of(stage) as http:
        client = Client(http, await token_of(stage.people["Vera"]))
        async with stage.database.unit_of_work() as session:
            row = await session.get_one(System, 1)
            row.scopes, row.per_minute = [one.value for one in Scope], 10**9
        for n in range(4):
            await client.opens(f"Parcel {n} of street {n}{n}", "u-1")
        schema = (await http.get("/api/openapi.json")).json()
        operations = [
            (method, path, one) for path, methods in schema["paths"].items() for method, one in methods.items()
        ]
        made, seen = Made(schema, SEED), set()
        for case in range(CASES):
            method, path, one = operations[case % len(operations)]
            seen.add((method, path, await _answered(client, made, method, path, one)))
        assert len(seen) > len(operations)


async def _answered(client: Client, made: Made, method: str, path: str, one: Mapping[str, Any]) -> int:
    """The status, one that the schema names with such a body."""
    headers, query = {"authorization": f"Bearer {client.token}"}, {}
    for part in one.get("parameters", ()):
        if not part.get("required") and made.random.random() < 0.5:
            continue
        text = str(made.value(part["schema"])).encode("utf-8", "replace").decode()
        if part["in"] == "path":
            text = text if made.random.random() < 0.5 else made.random.choice(("1", "2", "u-1"))
            path = path.replace(f"{{{part['name']}}}", quote(text or "-", safe="")[:2000].replace(".", "%2E"))
        elif part["in"] == "query":
            query[part["name"]] = text
        elif text.isascii() and text.isprintable():
            headers[part["name"]] = text.strip()
    content = None
    if "requestBody" in one:
        ((media, body),) = one["requestBody"]["content"].items()
        if media == "application/json":
            headers["content-type"] = media if made.random.random() < 0.97 else "text/plain"
            odd = made.random.random() < 0.05
            content = made.random.choice(_NOT_JSON) if odd else _dumped(made.value(body["schema"]))
    answer = await client.http.request(method, f"/api{path}", params=query, content=content, headers=headers)
    said = f"{method} {path} {query} {content!r:.300}: {answer.status_code} {answer.text[:300]}"
    assert answer.status_code < 500, said
    assert str(answer.status_code) in one["responses"], said
    media = answer.headers.get("content-type", "").partition(";")[0]
    named = one["responses"][str(answer.status_code)].get("content")
    assert not named or media in named or "application/octet-stream" in named, said
    return answer.status_code


def _dumped(value: Any) -> bytes:
    return json.dumps(value).encode()
