"""Checks of the words that an admin wrote for a sentence. Pure."""

from desk import Refused
from desk.i18n import PLACEHOLDER, Sentence, parse_tags
from desk.text import Entity, RichText, count_units, cut_text, strip_invisible
from desk.text_overrides.places import CAPTION, is_caption, is_formatted

LONGEST = 2000
"""UTF-16 units of a sentence: a message takes 4,096 and may have several."""
_NUMBER = "#{number}"
_STYLES = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "pre",
        "blockquote",
        "expandable_blockquote",
        "text_link",
    }
)


def get_original(sentence: Sentence) -> RichText:
    """Return the words of the files."""
    return parse_tags(sentence.tagged)


def check_words(sentence: Sentence, typed: RichText) -> RichText:
    """Return the words to use from now on. Raises Refused with what is wrong and where."""
    before = count_units(typed.text) - count_units(typed.text.lstrip())
    words = cut_text(typed, before, before + count_units(typed.text.strip()))
    if not strip_invisible(words.text).strip():
        raise Refused("wording-empty")
    _placeholders(sentence, words.text)
    if is_caption(sentence):
        _short(sentence, words.text)
    elif count_units(words.text) > LONGEST:
        raise Refused("wording-long", n=count_units(words.text), most=LONGEST)
    words = _with_sign(sentence, words)
    styles = tuple(entity for entity in words.entities if entity.type in _STYLES)
    if styles and not is_formatted(sentence):
        first = styles[0]
        raise Refused("wording-plain", part=cut_text(words, first.offset, first.offset + first.length).text[:60])
    return RichText(words.text, styles or _keep_formatting(sentence, words.text))


def _with_sign(sentence: Sentence, words: RichText) -> RichText:
    """Put "#" before a request's number ("#7"), as in canned replies, if it was left out before the placeholder."""
    if _NUMBER not in sentence.plain:
        return words
    for found in reversed(list(PLACEHOLDER.finditer(words.text))):
        at = count_units(words.text[: found.start()])
        if f"#{{{found[1]}}}" == _NUMBER and not words.text[: found.start()].endswith("#"):
            words = cut_text(words, 0, at) + RichText("#") + cut_text(words, at, count_units(words.text))
    return words


def _placeholders(sentence: Sentence, text: str) -> None:
    for found in PLACEHOLDER.finditer(text):
        if found[1] not in sentence.knows:
            line = text.count("\n", 0, found.start()) + 1
            known = ", ".join(f"{{{name}}}" for name in sorted(sentence.knows))
            key = "wording-unknown" if known else "wording-takes-none"
            raise Refused(key, name=f"{{{found[1][:40]}}}", line=line, known=known)
    given = set(PLACEHOLDER.findall(text))
    dropped = [name for name in sentence.must if name not in given]
    if dropped:
        at = sentence.plain.index(f"{{{dropped[0]}}}")
        before = sentence.plain[:at]
        apart = " " if before[-1:].isspace() else ""
        place = " ".join(before.split()[-3:]) + apart + f"{{{dropped[0]}}}"
        raise Refused("wording-dropped", names=", ".join(f"{{{name}}}" for name in dropped), place=place)


def _short(sentence: Sentence, text: str) -> None:
    if "\n" in text:
        raise Refused("wording-one-line", part=text.split("\n")[1][:60])
    if len(PLACEHOLDER.sub("", text)) > CAPTION:
        raise Refused("wording-long-button", n=len(PLACEHOLDER.sub("", text)), most=CAPTION, place=text[CAPTION:][:60])


def _keep_formatting(sentence: Sentence, text: str) -> tuple[Entity, ...]:
    """Keep the formatting around a placeholder ("#{number}" as code) if the new words have the very same part once."""
    before = get_original(sentence)
    kept = []
    for entity in before.entities:
        part = cut_text(before, entity.offset, entity.offset + entity.length).text
        if PLACEHOLDER.search(part) and text.count(part) == 1:
            kept.append(Entity(entity.type, count_units(text[: text.index(part)]), entity.length, entity.extra))
    return tuple(kept)
