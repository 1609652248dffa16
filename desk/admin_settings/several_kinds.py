"""Kinds of settings that hold several fields of the desk's settings, each chosen by a button: which of a few things are
on, and who gets a kind of notices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from desk import Desk
from desk.admin_settings.hours_kinds import StaffList
from desk.admin_settings.value_kinds import NO, Stored
from desk.i18n import LANGUAGES, say
from desk.policy.staff_notifications import TO_GROUP

_NONE = frozenset({"-", "–", "—"}) | NO
_PRESSED = re.compile(r"(add|remove) (\w+)")


@runtime_checkable
class SeveralFields(Protocol):
    """A kind whose value is of `fields`: their names follow the setting's path."""

    @property
    def fields(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Several:
    """Which of a few switches are on: stored as the list of their fields, each with the text `<texts>-<field>`."""

    texts: str
    fields: tuple[str, ...]
    presets: tuple[Stored, ...] = ()

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-several", {"words": ", ".join(self.fields)}

    def load_value(self, stored: Stored) -> dict[str, bool]:
        if not isinstance(stored, list) or not all(one in self.fields for one in stored):
            raise ValueError(stored)
        return {field: field in stored for field in self.fields}

    def dump_value(self, value: Mapping[str, bool]) -> Stored:
        return [field for field in self.fields if value[field]]

    def parse_text(self, text: str) -> Stored:
        """Parse the words of all that are to be on, in any language; a lone dash for none."""
        if text.strip().lower() in _NONE:
            return []
        named = [self._find_field(word) for word in re.split(r"[,;\n]", text)]
        return [field for field in self.fields if field in named]

    async def parse_change(self, _desk: Desk, text: str, stored: Stored) -> Stored:
        """As `parse_text`; "add files" and "remove files" come from a button."""
        pressed = _PRESSED.fullmatch(text)
        if pressed is None:
            return self.parse_text(text)
        return self.dump_value(self.load_value(stored) | {self._find_field(pressed[2]): pressed[1] == "add"})

    def format_value(self, language: str, stored: Stored) -> str:
        return ", ".join(self.name_field(language, field) for field in stored) or say(language, "setting-none")

    def name_field(self, language: str, field: str) -> str:
        """Return the words for one of the switches."""
        return say(language, f"{self.texts}-{field.replace('_', '-')}")

    def _find_field(self, word: str) -> str:
        """Raise ValueError if no switch is called so."""
        wanted = " ".join(word.split()).casefold()
        for field in self.fields:
            if wanted in {field, *(self.name_field(language, field).casefold() for language in LANGUAGES)}:
                return field
        raise ValueError(word)


@dataclass(frozen=True, slots=True)
class Receivers:
    """The receivers of a kind of notices, staff by id and the staff group, in one list; an empty list means all
    admins."""

    fields: tuple[str, ...] = ("to", "in_group")
    presets: tuple[Stored, ...] = ()

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-receivers", {}

    def load_value(self, stored: Stored) -> dict[str, Any]:
        if not isinstance(stored, list):
            raise ValueError(stored)
        people = StaffList().load_value([one for one in stored if one != TO_GROUP])
        return {"to": people, "in_group": TO_GROUP in stored}

    def dump_value(self, value: Mapping[str, Any]) -> Stored:
        return [*([TO_GROUP] if value["in_group"] else []), *value["to"]]

    def parse_text(self, text: str) -> Stored:
        """Raise ValueError: ids are never typed."""
        raise ValueError(text)

    async def parse_change(self, desk: Desk, text: str, stored: Stored) -> Stored:
        """Parse names as a list of staff does, and the word for the group; "add group" comes from a button."""
        now = self.load_value(stored)
        pressed = _PRESSED.fullmatch(text)
        if pressed is not None and pressed[2] == TO_GROUP:
            return self.dump_value(now | {"in_group": pressed[1] == "add"})
        if pressed is not None:
            return self.dump_value(now | {"to": await StaffList().parse_change(desk, text, list(now["to"]))})
        words = [word.strip() for word in re.split(r"[,;\n]", text)]
        groups = {TO_GROUP, *(say(language, "setting-receivers-group").casefold() for language in LANGUAGES)}
        people = [word for word in words if word.casefold() not in groups]
        if "" in people:
            raise ValueError(text)
        chosen = await StaffList().parse_change(desk, ", ".join(people), []) if people else []
        return self.dump_value({"to": chosen, "in_group": len(people) < len(words)})

    def format_value(self, language: str, stored: Stored) -> str:
        people = [one for one in stored if one != TO_GROUP]
        named = [say(language, "setting-receivers-group")] if TO_GROUP in stored else []
        if people or not named:
            named.append(say(language, "setting-staff", n=len(people)))
        return ", ".join(named)
