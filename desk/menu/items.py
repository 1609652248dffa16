"""Items of the menu as values: read, written, found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from desk.text import RichText

MOST_ON_A_SCREEN = 6
"""With a back button and an admin's own buttons, a screen stays within eight."""


class MenuKind(StrEnum):
    """The kind of thing a button leads to."""

    TEXT = "text"
    ARTICLE = "article"
    SUBMENU = "submenu"
    LINK = "link"
    TOPIC = "topic"  # a request with that topic, and its questions
    PERSON = "person"  # a request


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A button of the menu; see `db.models.answers`."""

    id: int
    parent_id: int | None
    position: int
    kind: MenuKind
    captions: Mapping[str, str]
    texts: Mapping[str, RichText]
    target_id: int | None = None
    url: str | None = None

    def get_caption(self, language: str) -> str:
        """Return its words in that language, or in another if it has none."""
        return self.captions.get(language) or next(iter(self.captions.values()), "")

    def get_text(self, language: str) -> RichText:
        """Return the text behind it in that language, or in another if it has none."""
        return self.texts.get(language) or next(iter(self.texts.values()), RichText())

    @property
    def opens(self) -> int:
        """The submenu whose screen it opens."""
        return self.target_id or self.id


def load_item(stored: Mapping[str, Any]) -> MenuItem | None:
    """Read a row's or a version's values; None for a kind that only a newer version knows."""
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


def load_items(stored: Iterable[Mapping[str, Any]]) -> tuple[MenuItem, ...]:
    """Read all items that this version knows."""
    return tuple(item for item in map(load_item, stored) if item is not None)


def dump_item(item: MenuItem) -> dict[str, Any]:
    """Return an item as JSON."""
    return {
        "id": item.id,
        "parent_id": item.parent_id,
        "position": item.position,
        "kind": item.kind.value,
        "captions": dict(item.captions),
        "texts": {code: dump_text(words) for code, words in item.texts.items()},
        "target_id": item.target_id,
        "url": item.url,
    }


def dump_text(words: RichText) -> dict[str, Any]:
    """Return a text as JSON."""
    return {"text": words.text, "entities": words.dump()}


def find_item(items: Iterable[MenuItem], item_id: int) -> MenuItem | None:
    """Return the item of that id, or None."""
    return next((item for item in items if item.id == item_id), None)


def list_on_screen(items: Sequence[MenuItem], submenu: int | None) -> list[MenuItem]:
    """Return the items on the screen of a submenu, or (None) on the first one, in order."""
    return sorted((item for item in items if item.parent_id == submenu), key=lambda item: (item.position, item.id))


def find_path(items: Sequence[MenuItem], item: MenuItem) -> list[MenuItem]:
    """Return the submenus that lead to the item, from the first."""
    way: list[MenuItem] = []
    parent = find_item(items, item.parent_id or 0)
    while parent is not None and parent not in way:
        way.insert(0, parent)
        parent = find_item(items, parent.parent_id or 0)
    return way


def describe_path(items: Sequence[MenuItem], item: MenuItem, language: str) -> str:
    """Return the item's path as people say it: "Help › Printing"."""
    return " › ".join(one.get_caption(language) or f"({one.kind.value})" for one in (*find_path(items, item), item))
