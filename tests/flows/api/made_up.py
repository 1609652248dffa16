"""What is made up from the schema of the API, right and wrong, from one seed."""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

_MOMENT = "2026-11-21T09:00:00Z"
STRINGS = (
    "", "a", "u-1", "42", "0", "week", "en", "ru", "https://127.0.0.1/hook", "Пожар 🔥", "<b>&amp;</b>", " ",
    "\x00", "\u202e",
    "\ud800", "x" * 500, "x" * 5000, "'; drop table tickets; --", "../../etc/passwd", "%00", _MOMENT,
)  # fmt: skip
NUMBERS = (0, 1, 2, 3, 4, 5, -1, 100, 101, 2**31, 2**63 - 1, 2**63, 10**30)
ODD = (None, True, 1.5, [], {}, "x", 7, [None], {"a": 1})
NOT_JSON = (b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"text": 1e999}', b"[" * 2000)


class Made:
    """What is made up, from one seed."""

    def __init__(self, schema: Mapping[str, Any], seed: int) -> None:
        self.schema, self.random, self.means_well = schema, Random(seed), False

    def begins(self) -> None:
        """Another request: every other one means well, as far as a schema can say it."""
        self.means_well = self.random.random() < 0.5

    def sometimes(self, share: float) -> bool:
        """Something odd, so often; never in what means well."""
        return not self.means_well and self.random.random() < share

    def value(self, of: Mapping[str, Any]) -> Any:
        """Something of that schema, or now and then not."""
        if "$ref" in of:
            return self.value(self.schema["components"]["schemas"][of["$ref"].rpartition("/")[2]])
        if self.sometimes(0.07):
            return self.random.choice(ODD)
        if "anyOf" in of:
            return self.value(self.random.choice(of["anyOf"]))
        if "enum" in of or "const" in of:
            return self.random.choice([*of.get("enum", [of.get("const")]), *([] if self.means_well else ["odd"])])
        kind = of.get("type")
        if kind == "object":
            return self._object(of)
        if kind == "array":
            return [self.value(of.get("items", {})) for _ in range(self.random.randrange(3))]
        if kind in ("integer", "number"):
            fitting = [one for one in NUMBERS if of.get("minimum", one) <= one <= of.get("maximum", one)]
            return self.random.choice(fitting if self.means_well and fitting else NUMBERS)
        if kind == "boolean":
            return self.random.choice((True, False))
        return None if kind == "null" else self._string(of)

    def _object(self, of: Mapping[str, Any]) -> dict[str, Any]:
        needed = of.get("required", ())
        chosen = [name for name in of.get("properties", {}) if name in needed or self.random.random() < 0.5]
        made = {name: self.value(of["properties"][name]) for name in chosen if not self.sometimes(0.03)}
        if "additionalProperties" in of and isinstance(of["additionalProperties"], dict):
            made[self.random.choice(STRINGS)] = self.value(of["additionalProperties"])
        return made | ({"odd": 1} if self.sometimes(0.03) else {})

    def _string(self, of: Mapping[str, Any]) -> str:
        fitting = [one for one in STRINGS if re.search(of.get("pattern", ""), one)]
        if self.means_well:
            short = [one for one in fitting if len(one) <= of.get("maxLength", len(one)) and _is_said(one)]
            fitting = [_MOMENT] if of.get("format") == "date-time" else short
        return self.random.choice(fitting if fitting and not self.sometimes(0.3) else STRINGS)


def _is_said(text: str) -> bool:
    """Whether it can be stored and says something."""
    return text.isprintable() and not text.isspace() and text != ""
