"""Words in a plain field of a form: their formatting as the tags of the texts' files, both ways. Pure."""

from desk.i18n import parse_tags
from desk.i18n.catalog import TAGS
from desk.text import RichText, clean_text

_TAG_OF = {style: tag for tag, style in TAGS.items()}
_MARKS = dict.fromkeys(range(0xE000, 0xE002))  # the marks of arguments in our own texts


def write_field(words: RichText) -> str:
    """Write the words with our tags; formatting without a tag is left out."""
    raw = words.text.encode("utf-16-le", "surrogatepass")
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in sorted(words.entities, key=lambda one: (one.offset, -one.length)):
        if (tag := _TAG_OF.get(entity.type)) is not None:
            opening.setdefault(entity.offset, []).append(f"<{tag}>")
            closing.setdefault(entity.offset + entity.length, []).insert(0, f"</{tag}>")
    said, last = "", 0
    for place in sorted({*opening, *closing}):
        said += raw[last * 2 : place * 2].decode("utf-16-le", "surrogatepass")
        said += "".join((*closing.get(place, ()), *opening.get(place, ())))
        last = place
    return said + raw[last * 2 :].decode("utf-16-le", "surrogatepass")


def read_field(typed: str) -> RichText:
    """Read what was typed, with its tags as formatting."""
    return parse_tags(clean_text(typed.replace("\r\n", "\n")).translate(_MARKS))


def has_untaggable_formatting(words: RichText) -> bool:
    """Return True if there is formatting that no tag expresses."""
    return any(entity.type not in _TAG_OF for entity in words.entities)
