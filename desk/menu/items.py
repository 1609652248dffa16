"""Items of the menu as values, and the screens they make. Pure; knows neither draft nor door."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from desk.text import RichText

MOST_ON_A_SCREEN = 6
"""With a way back, and what an admin does with them, a screen stays within eight buttons."""


class MenuKind(StrEnum):
    """What a button leads to."""

    TEXT = "text"
    ARTICLE = "article"
    SUBMENU = "submenu"
    LINK = "link"
    TOPIC = "topic"  # a request with that topic, and its questions
    PERSON = "person"  # a request


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A button of the menu; see `db.models.wordings`."""

    id: int
    parent_id: int | None
    position: int
    kind: MenuKind
    captions: Mapping[str, str]
    texts: Mapping[str, RichText]
    target_id: int | None = None
    url: str | None = None

    def caption(self, language: str) -> str:
        """What it says to who reads that language; in another where it has none in it."""
        return self.captions.get(language) or next(iter(self.captions.values()), "")

    def text(self, language: str) -> RichText:
        """What is read behind it, likewise."""
        return self.texts.get(language) or next(iter(self.texts.values()), RichText())

    @property
    def opens(self) -> int:
        """The submenu whose screen it opens."""
        return self.target_id or self.id


def load(stored: Mapping[str, Any]) -> MenuItem | None:
    """From a row's or a version's values; None for a kind that a newer version made."""
    if stored["kind"] not in {kind.value for kind in MenuKind}:
        return None
    texts = {code: RichText.load(said["text"], said["entities"]) for code, said in stored["texts"].items()}
    return MenuItem(
        stored["id"],
        stored["parent_id"],
        stored["position"],
        MenuKind(stored["kind"]),
        dict(stored["captions"]),
        texts,
        stored["target_id"],
        stored["url"],
    )


def loaded(stored: Iterable[Mapping[str, Any]]) -> tuple[MenuItem, ...]:
    """All that this version knows."""
    return tuple(item for item in map(load, stored) if item is not None)


def dump(item: MenuItem) -> dict[str, Any]:
    """As JSON."""
    return {
        "id": item.id,
        "parent_id": item.parent_id,
        "position": item.position,
        "kind": item.kind.value,
        "captions": dict(item.captions),
        "texts": {code: stored_text(words) for code, words in item.texts.items()},
        "target_id": item.target_id,
        "url": item.url,
    }


def stored_text(words: RichText) -> dict[str, Any]:
    """A text as JSON."""
    return {"text": words.text, "entities": words.dump()}


def named(items: Iterable[MenuItem], item_id: int) -> MenuItem | None:
    """The item of that id."""
    return next((item for item in items if item.id == item_id), None)


def on_screen(items: Sequence[MenuItem], submenu: int | None) -> list[MenuItem]:
    """What stands on the screen of a submenu, or (None) on the first, in its order."""
    return sorted((item for item in items if item.parent_id == submenu), key=lambda item: (item.position, item.id))


def above(items: Sequence[MenuItem], item: MenuItem) -> list[MenuItem]:
    """The submenus that lead to where it stands, the first one first."""
    way: list[MenuItem] = []
    parent = named(items, item.parent_id or 0)
    while parent is not None and parent not in way:
        way.insert(0, parent)
        parent = named(items, parent.parent_id or 0)
    return way


def place(items: Sequence[MenuItem], item: MenuItem, language: str) -> str:
    """Where it stands, as people say it: "Help › Printing"."""
    return " › ".join(one.caption(language) or f"({one.kind.value})" for one in (*above(items, item), item))
