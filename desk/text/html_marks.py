"""Formats of text and tags of HTML, by one table for both ways: what is written is escaped, with links to http and
https only. Knows no pages and no mails."""

from markupsafe import Markup, escape

from desk.text.rich_text import Entity, RichText

TAGS = {
    "bold": ("b", "strong"),
    "italic": ("i", "em"),
    "underline": ("u", "ins"),
    "strikethrough": ("s", "strike", "del"),
    "code": ("code", "kbd", "samp", "tt"),
    "pre": ("code",),
    "blockquote": ("q",),
    "expandable_blockquote": ("q",),
}
"""The tag of each format, and others that say the same."""
_WEB = ("http://", "https://")


def render_html(words: RichText) -> Markup:
    """Return the text as HTML; line ends stay characters, which the surrounding element displays."""
    raw = words.text.encode("utf-16-le", "surrogatepass")
    return _part(raw, (0, len(raw) // 2), sorted(words.entities, key=_outer_first))


def _outer_first(entity: Entity) -> tuple[int, int]:
    return entity.offset, -entity.length


def _part(raw: bytes, place: tuple[int, int], entities: list[Entity]) -> Markup:
    """Format a part of the text; overlapping formats are split into pieces."""
    (at, end), made = place, Markup("")
    while entities:
        first, *others = entities
        stop = first.offset + first.length
        made += _text(raw, at, first.offset)
        inside = [_clip(one, one.offset, stop) for one in others if one.offset < stop]
        made += _wrap(first, _part(raw, (first.offset, stop), inside))
        at, entities = stop, sorted((_clip(one, max(one.offset, stop), end) for one in others), key=_outer_first)
        entities = [one for one in entities if one.length > 0]
    return made + _text(raw, at, end)


def _clip(entity: Entity, start: int, end: int) -> Entity:
    return Entity(entity.type, start, min(entity.offset + entity.length, end) - start, entity.extra)


def _text(raw: bytes, start: int, end: int) -> Markup:
    return escape(raw[2 * start : 2 * end].decode("utf-16-le", "replace"))


def _wrap(entity: Entity, said: Markup) -> Markup:
    address = str(dict(entity.extra).get("url", ""))
    if entity.type == "text_link" and address.startswith(_WEB):
        return Markup('<a href="{}" rel="noreferrer nofollow">{}</a>').format(address, said)
    tag = TAGS.get(entity.type, ("",))[0]
    return Markup("<{0}>{1}</{0}>").format(tag, said) if tag else said
