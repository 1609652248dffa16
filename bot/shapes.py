"""Turns each shape in which Telegram can hold words into `text` or `caption` with entities, before anything else looks
at an update: filters, notes, edits, mail and search see words alone.

It walks plain JSON, in linear time and without recursion; the library takes thirty times as long with each level of a
rich message (aiogram 3.31: 18 s at five, and Telegram allows sixteen). What else there is to say of a shape is in a
field of ours, `SHAPE`: its `kind`, its `files`, and its `doubt`: it may hold words that are not seen, or an internal
note that does not stand at its beginning.

Message, RichMessage, Poll, Checklist, Venue, Contact, Game, Invoice, Giveaway, GiftInfo: Bot API 10.3, read 2026-11.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from desk.text import RichText, clean_name, count_units
from desk.text.note_prefix import MARK, is_note

Held = dict[str, Any]
SHAPE = "desk_shape"
_MOST_VALUES, _MOST_UNITS, _MOST_ENTITIES, _MOST_FILES, _MOST_HELD = 50_000, 40_000, 300, 50, 2_000
_RICH = "rich_message"
_SHAPES: dict[str, tuple[str, tuple[str, ...]]] = {
    _RICH: ("", ("blocks",)),
    "poll": ("📊 ", ("question", "description", "media", "options", "explanation", "explanation_media")),
    "checklist": ("", ("title", "tasks")),
    "venue": ("", ("title", "address")),
    "contact": ("", ("first_name", "last_name")),
    "card": ("👤 ", ("blocks",)),
    "game": ("🎮 ", ("title", "description", "text")),
    "invoice": ("🧾 ", ("title", "description")),
    "giveaway": ("🎁 ", ("prize_description",)),
    "giveaway_winners": ("🎁 ", ("prize_description",)),
    "gift": ("🎁 ", ("text",)),
}
"""By their names in a message: our sign for each, and the parts with words, in the order in which people read them."""
_STAYS = frozenset({"venue", "contact", "giveaway", "giveaway_winners"})  # they are something beside their words
_GUARDED = frozenset({"venue", "contact"})
"""Their words are in the line of their content: not all may read numbers, or where somebody is."""
_PARTS = (
    *("label", "summary", "text", "button", "expression", "alternative_text", "url", "title", "address", "location"),
    *("venue", "link", "photo", "animation", "audio", "document", "live_photo", "video", "voice_note", "sticker"),
    *("items", "cells", "blocks", "buttons", "media", "caption", "credit"),
)
"""The same of everything inside a shape."""
_LISTS = frozenset({"items", "cells", "blocks", "options", "tasks", "buttons"})
_FILES = frozenset({"photo", "animation", "audio", "document", "live_photo", "video", "voice_note", "sticker"})
_STYLES = dict.fromkeys(
    ("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote"), ""
) | {
    **dict.fromkeys(("mention", "hashtag", "cashtag", "bot_command", "phone_number", "text_mention"), ""),
    **dict.fromkeys(("custom_emoji", "expandable_blockquote"), ""),
    **{"heading": "bold", "pullquote": "blockquote", "email_address": "email", "url": "text_link"},
}
"""Kinds of text, and what Telegram calls that style of a message if it is something else."""
_NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
_UNSTYLED = frozenset(
    {"paragraph", "footer", "divider", "mathematical_expression", "anchor", "list", "collage", "slideshow", "table"}
    | {"details", "map", "buttons", "thinking", "date_time", "subscript", "superscript", "marked", "button"}
    | {"bank_card_number", "anchor_link", "reference", "reference_link", *_FILES}
)
_OF_CARD = frozenset({"ORG", "TITLE", "NOTE"})


def read_shapes(update: Held) -> None:
    """Put the words of each message in an update into its text or caption, also of those that it replies to or pins.
    An ephemeral message, whose id is 0, gets the negative of its other id: so each is known, and is none of the others.
    An update that was read before stays as it is."""
    todo = [value for value in update.values() if isinstance(value, dict)]
    for _ in range(_MOST_HELD):
        if not todo:
            break
        held = todo.pop()
        if not held.get("message_id") and isinstance(ephemeral := held.get("ephemeral_message_id"), int):
            held["message_id"] = -ephemeral
        if not _WITH_WORDS.isdisjoint(held) and SHAPE not in held and not _OF_MESSAGES.isdisjoint(held):
            _read_message(held)
        todo.extend(value for value in held.values() if isinstance(value, dict))


_OF_MESSAGES, _WITH_WORDS = frozenset({"message_id", "origin", _RICH}), frozenset({*_SHAPES, "quote"})


def _read_message(message: Held) -> None:
    found = [name for name in _SHAPES if name in message]
    quote = message.get("quote") if "external_reply" in message or "reply_to_story" in message else None
    doubts = isinstance(quote, dict) and is_note(str(quote.get("text") or ""))
    if not found:
        if doubts:
            message[SHAPE] = {"doubt": True}
        return
    shape = _ShapeReader()
    name = "caption" if isinstance(message.get("caption"), str) else "text"
    shape.read_parts({"text": message.pop(name, ""), "entities": message.pop(_name_entities(name), ())}, ("text",))
    for kind in found:
        sign, parts = _SHAPES[kind]
        held = message[kind]
        if not isinstance(held, dict):
            held = {"blocks": held}
        if kind in _GUARDED:
            doubts = _holds_note(held, parts) or doubts
            sign, parts = _SHAPES["card"]
            held = _open_card(held)
        is_seen = shape.read_parts(held, parts, sign)
        if is_seen and kind not in _STAYS:
            del message[kind]
        elif kind == _RICH:
            message[kind] = {"blocks": []}
    words = shape.finish()
    about = {"kind": found[0], "doubt": shape.is_doubtful or doubts, "files": shape.files}
    message[SHAPE] = {key: value for key, value in about.items() if value}
    if words:
        is_alone = not shape.files and not any(one in message for one in (*_STAYS, *_FILES, "voice", "video_note"))
        name = "text" if name == "text" and is_alone else "caption"
        message[name], message[_name_entities(name)] = words.text, words.dump()


def _name_entities(name: str) -> str:
    return "entities" if name == "text" else f"{name}_entities"


def _holds_note(held: Held, parts: tuple[str, ...]) -> bool:
    return any(is_note(str(held.get(name) or "")) for name in parts)


def _open_card(held: Held) -> Held:
    """Return the words of a contact's card beside name, number and address."""
    card = [line.partition(":") for line in str(held.get("vcard") or "").splitlines()]
    return {"blocks": [said.replace(";", " ").strip() for name, _, said in card if name.split(";")[0] in _OF_CARD]}


_Step = tuple[str, Any]


class _ShapeReader:
    """Words that are put together from the parts of shapes."""

    def __init__(self) -> None:
        self.files: list[Held] = []
        self.is_doubtful = False
        self._texts: list[str] = []
        self._entities: list[Held] = []
        self._units, self._values = 0, 0
        self._begins = True  # a line: what comes next needs no other
        self._breaks = False  # a line ends before what comes next
        self._sign = ""  # of the shape, before its first words
        self._styles: list[Held] = []  # those that are open; without `offset` until words come
        self._field: list[str] = []  # what a person typed into the part that is read now
        self._is_note: bool | None = None  # of the first part; None as long as it is empty

    def read_parts(self, held: Held, parts: tuple[str, ...], sign: str = "") -> bool:
        """Add the words of these parts below those of before; return False if there are none."""
        before = self._units
        todo: list[_Step] = [("part", (held, name)) for name in reversed(parts) if name in held]
        todo.append(("line", None))
        self._sign = sign
        while todo and self._values < _MOST_VALUES and self._units < _MOST_UNITS:
            step, value = todo.pop()
            self._values += 1
            todo += reversed(list(getattr(self, f"_do_{step}")(value)))
        if todo or self._units >= _MOST_UNITS:
            self.is_doubtful = True
            self._write("…")
        self._end_field()
        self._styles.clear()
        return self._units > before or bool(self.files)

    def finish(self) -> RichText:
        """Return all words, with the mark of a note in front if a person has typed it behind a sign of ours."""
        words = RichText.load("".join(self._texts), self._entities[:_MOST_ENTITIES])
        return RichText(f"{MARK} ") + words if self._is_note and not is_note(words.text) else words

    def _write(self, text: str) -> None:
        before = ("\n" if self._breaks and self._units else "") + self._sign
        self._breaks, self._sign = False, ""
        self._units += count_units(before)
        for style in self._styles:
            style.setdefault("offset", self._units)
        self._texts += (before, text)
        self._units += count_units(text)

    def _end_field(self) -> None:
        typed, self._field = "".join(self._field), []
        if not typed.strip():
            return
        if self._is_note is None:
            self._is_note = is_note(typed)
        elif is_note(typed) and not self._is_note:
            self.is_doubtful = True

    def _do_line(self, _: None) -> Iterable[_Step]:
        self._end_field()
        self._breaks = not self._begins
        return ()

    def _do_field(self, _: None) -> Iterable[_Step]:
        self._end_field()
        return ()

    def _do_sign(self, sign: str) -> Iterable[_Step]:
        if sign:
            self._write(sign)
            self._begins = True
        return ()

    def _do_rule(self, rule: str) -> Iterable[_Step]:
        if rule:
            self._write(rule)
            self._begins = False
        return ()

    def _do_close(self, opened: Held) -> Iterable[_Step]:
        self._styles = [one for one in self._styles if one is not opened]
        length = self._units - opened.get("offset", self._units)
        if opened["type"] and length > 0:
            self._entities.append({**opened, "length": length})
        return ()

    def _do_unseen(self, about: tuple[int, str]) -> Iterable[_Step]:
        """Name a kind that is not known, if none of its words were found."""
        self.is_doubtful = True
        if self._units == about[0]:
            self._write(f"❔ {clean_name(about[1], 40)}")
            self._begins = False
        return ()

    def _do_say(self, about: tuple[str, Any]) -> Iterable[_Step]:
        typed, entities = about
        typed = typed[: _MOST_UNITS - self._units]
        if not typed:
            return ()
        self._write(typed)
        at, self._begins = self._units - count_units(typed), False
        self._field.append(typed)
        for one in entities if isinstance(entities, list | tuple) else ():
            if isinstance(one, dict) and _is_entity(one):
                self._entities.append({**one, "offset": one["offset"] + at})
        return ()

    def _do_inline(self, value: Any) -> Iterable[_Step]:
        """Read what stands within a line: words, words in a style, or several of these."""
        if isinstance(value, str):
            return (("say", (value, ())),)
        if isinstance(value, list):
            return [("inline", one) for one in value]
        return self._open(value, "inline") if isinstance(value, dict) else ()

    def _do_block(self, value: Any) -> Iterable[_Step]:
        """Read what has lines of its own."""
        if isinstance(value, dict):
            return (("line", None), *self._open(value, "block"))
        return (("line", None), ("inline", value))

    def _do_part(self, about: tuple[Held, str]) -> Iterable[_Step]:
        """Read a part of something that has lines of its own."""
        held, name = about
        value = held[name]
        if name in _LISTS and isinstance(value, list):
            return [step for one in value for step in self._read_item(name, one)]
        if name in _FILES:
            self._add_file(name, value)
            return ()
        if name == "location":
            return (("line", None), ("rule", _name_place(value)))
        if name == "label" and isinstance(value, str):
            typed = (("inline", value), ("field", None), ("sign", " ")) if MARK in value else (("sign", f"{value} "),)
            return (("line", None), *typed) if value else ()
        if isinstance(value, str):
            entities = held.get(f"{name}_entities") or held.get("entities") or ()
            return (("line", None), ("say", (value, entities)))
        has_kind = not isinstance(value, dict) or "type" in value
        return (("line", None), ("inline" if has_kind else "block", value))

    def _read_item(self, name: str, one: Any) -> Iterator[_Step]:
        yield "line", None
        if name == "cells" and isinstance(one, list):
            for at, cell in enumerate(one):
                yield from (("field", None), ("rule", " | ")) if at else ()
                yield "inline", cell
            return
        if name == "options":
            yield "sign", "• "
        if isinstance(one, dict) and (name == "tasks" or one.get("has_checkbox")):
            yield "sign", "☑ " if one.get("completion_date") or one.get("is_checked") else "☐ "
        if isinstance(one, dict) and name != "blocks":
            one = {key: value for key, value in one.items() if key != "type"}  # of its number
        yield "block", one

    def _open(self, held: Held, step: str) -> Iterable[_Step]:
        """Read what may have a style, or be of a kind that is not known."""
        kind = held.get("type")
        style = (_STYLES[kind] or kind) if isinstance(kind, str) and kind in _STYLES else None
        is_linked = style is None and "text" in held and isinstance(held.get("url"), str)
        style = self._choose_style(held, "text_link" if is_linked else style)
        steps: list[_Step] = []
        opened: Held = {"type": style}
        if style is not None:
            need = _NEEDS.get(style)
            opened |= {need: held[need]} if need else {}
            opened |= {"language": held["language"]} if style == "pre" and isinstance(held.get("language"), str) else {}
            self._styles.append(opened)
        hides_url = "text" in held or "button" in held
        for name in _PARTS:
            if name not in held or (name == "url" and hides_url):
                continue
            steps.append(("inline", held[name]) if step == "inline" and name not in _FILES else ("part", (held, name)))
        steps += [("rule", "———")] if kind == "divider" else []
        if kind is not None and str(kind) not in _UNSTYLED and str(kind) not in _STYLES:
            steps.append(("unseen", (self._units, str(kind))))
        return [*steps, ("close", opened)] if style is not None else steps

    def _choose_style(self, held: Held, style: str | None) -> str | None:
        """Return the style, if all that it needs is there and it is not open already; a quote stands in no other."""
        need = _NEEDS.get(style or "")
        open_ = {_one_quote(one["type"]) for one in self._styles}
        is_whole = need is None or isinstance(held.get(need), dict if need == "user" else str)
        return style if style is not None and is_whole and _one_quote(style) not in open_ else None

    def _add_file(self, name: str, value: Any) -> None:
        """Keep a file's ids and names. Of a picture the largest size counts, of a live one the picture."""
        if name == "live_photo" and isinstance(value, dict) and value.get("photo"):
            name, value = "photo", value["photo"]
        value = value[-1] if isinstance(value, list) and value else value
        ids = (value.get("file_id"), value.get("file_unique_id")) if isinstance(value, dict) else ()
        if not ids or not all(isinstance(one, str) for one in ids) or len(self.files) >= _MOST_FILES:
            self.is_doubtful = True
            return
        kind = {"voice_note": "voice", "live_photo": "video"}.get(name, name)
        self.files.append({**{key: one for key, one in value.items() if _FITS.get(key) is type(one)}, "kind": kind})


_FITS = {
    **dict.fromkeys(("file_id", "file_unique_id", "file_name", "title", "mime_type"), str),
    **dict.fromkeys(("file_size", "duration"), int),
    **dict.fromkeys(("is_animated", "is_video"), bool),
}


def _one_quote(style: str) -> str:
    return "blockquote" if style == "expandable_blockquote" else style


def _is_entity(one: Held) -> bool:
    return (
        isinstance(one.get("offset"), int) and isinstance(one.get("length"), int) and isinstance(one.get("type"), str)
    )


def _name_place(at: Any) -> str:
    numbers = [at.get(name) for name in ("latitude", "longitude")] if isinstance(at, dict) else []
    is_place = len(numbers) == 2 and all(isinstance(one, int | float) for one in numbers)
    return f"📍 {numbers[0]:.5f}, {numbers[1]:.5f}" if is_place else ""
