"""What admins type for a preset answer: title, text, examples, keywords; and what is wrong with it, and where. Pure.

Raises Refused with the sentence that says what would be right.
"""

from desk import Refused
from desk.canned import placeholders
from desk.canned.placeholders import Placeholder
from desk.knowledge import typed
from desk.text import RichText, units

LONGEST_BODY = 3500
"""UTF-16 units: one message, with what is filled in."""
MOST_EXAMPLES, LONGEST_EXAMPLE = 30, 200
FEWEST_STEMS = 2
"""Words of an example that say something: by one alone anything could be meant."""
_DASHES = ("-", "–", "—")
_FILLED = frozenset({Placeholder.NAME, Placeholder.NUMBER})
_UNFILLED = {Placeholder.AGENT: "{agent}", Placeholder.EXPECTED: "{expected}"}


def title(text: str) -> str:
    """A title as it is kept: one line."""
    return typed.title(text)


def body(words: RichText) -> RichText:
    """A text as it is kept. A dash alone is none: somebody meant to leave that language out."""
    tidy = typed.body(words)
    if tidy.text.strip() in _DASHES:
        raise Refused("preset-text-dash")
    if units(tidy.text) > LONGEST_BODY:
        raise Refused("preset-text-long", most=LONGEST_BODY, n=units(tidy.text))
    wrong = placeholders.wrong(tidy.text)
    if wrong is not None:
        raise Refused("placeholder-wrong", written=wrong.written, line=wrong.line)
    open_ones = placeholders.used(tidy.text) - _FILLED
    if open_ones:
        raise Refused("preset-placeholder", written=_UNFILLED[min(open_ones)])
    return tidy


def examples(text: str) -> list[str]:
    """Things people say, a line each, each once."""
    found = [" ".join(line.lstrip("-–—•* \t").split()) for line in text.splitlines()]
    kept = list(dict.fromkeys(one for one in found if one))
    if not kept or len(kept) > MOST_EXAMPLES or any(len(one) > LONGEST_EXAMPLE for one in kept):
        raise Refused("preset-examples-wrong", most=MOST_EXAMPLES, longest=LONGEST_EXAMPLE)
    return kept


def keywords(text: str) -> list[str]:
    """Words or short phrases between commas; a dash alone: none."""
    return typed.keywords(text)
