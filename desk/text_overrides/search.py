"""Search for a sentence by what people see: a whole message with its buttons, or some words. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from desk.i18n import LANGUAGES, PLACEHOLDER, Sentence, overrides
from desk.text_overrides.places import find_place, is_caption, list_editable
from desk.text_overrides.themes import FIRST_READ

MOST = 24
_LEAST_LETTERS = 3
_LONGEST_VALUE = 400  # characters between two fixed words, unless there are many of these
_SURE_LETTERS = 20
_SEEN_LETTERS = 10
_BETWEEN = "\n·"
_MOST_TRIES = 50
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Match:
    """A sentence in a message: the places of its fixed words, and how many letters they have."""

    sentence: Sentence
    places: frozenset[int]
    letters: int


def find_in_message(text: str, captions: Iterable[str] = ()) -> list[Sentence]:
    """Return the sentences of a message, in order: first those of its text, then those of its buttons."""
    whole = [_match(text, one) for one in _all() if not is_caption(one)]
    return [*_strongest([one for one in whole if one is not None]), *_on_buttons(captions)][:MOST]


def find_by_words(typed: str) -> list[Sentence]:
    """Return sentences with all of the words, or with a sign such as an emoji: those with the very phrase first, then
    those that requesters read, then the shortest. If there are none, the words are searched as a message that may have
    values in it."""
    wanted, sign = _split_words(typed), typed.strip()
    if not sign:
        return []
    holding = [one for one in _all() if _has(PLACEHOLDER.sub(" ", _get_current_words(one)), wanted, sign)]
    ranked = sorted(
        holding,
        key=lambda one: (
            typed.casefold() not in _get_current_words(one).casefold(),
            find_place(one) not in FIRST_READ,
            len(_get_current_words(one)),
        ),
    )
    exact = [] if ranked else find_in_message(typed, [typed])
    return [*ranked, *exact][:MOST]


def _get_current_words(sentence: Sentence) -> str:
    """Return the current words of a sentence, plain."""
    now = overrides.get_override(sentence.language, sentence.id)
    return sentence.plain if now is None else now.text


def _all() -> Iterator[Sentence]:
    for language in LANGUAGES:
        yield from list_editable(language).values()


def _split_words(text: str) -> list[str]:
    return [word.casefold().replace("ё", "е") for word in _WORD.findall(text)]


def _has(text: str, wanted: Sequence[str], sign: str) -> bool:
    """Return True if a text has the words, or the sign if there is no word."""
    words = _split_words(text) if wanted else ()
    return all(any(word.startswith(one) for word in words) for one in wanted) and (bool(wanted) or sign in text)


def _forms(sentence: Sentence) -> tuple[str, ...]:
    now = overrides.get_override(sentence.language, sentence.id)
    return sentence.forms if now is None else (now.text,)


def _on_buttons(captions: Iterable[str]) -> list[Sentence]:
    found: dict[tuple[str, str], Sentence] = {}
    for caption in captions:
        met = [one for one in (_match(caption, sentence, whole=True) for sentence in _all()) if one is not None]
        most = max((one.letters for one in met), default=0)
        best = [one.sentence for one in met if one.letters == most]
        found |= {(one.id, one.language): one for one in sorted(best, key=lambda one: not is_caption(one))}
    return list(found.values())


def _match(text: str, sentence: Sentence, *, whole: bool = False) -> _Match | None:
    """Match a sentence in its form that has most in common with the text; `whole` demands that it is all of the
    text."""
    best: _Match | None = None
    for form in _forms(sentence):
        fixed = _split_fixed_words(form)
        letters = sum(char.isalnum() for piece in fixed for char in piece)
        if letters < (1 if whole else _LEAST_LETTERS) or (best is not None and letters <= best.letters):
            continue
        places = _places(text, form, fixed, sure=letters >= _SURE_LETTERS)
        alone = letters >= _SEEN_LETTERS or _stands_alone(text, form, places or ())
        if places is not None and alone and (not whole or _is_whole(text, form, places)):
            best = _Match(sentence, places, letters)
    return best


def _stands_alone(text: str, form: str, places: Collection[int]) -> bool:
    """Return True if a few words are a line, or a part of one between dots, and not a person's words."""
    if not places:
        return False
    before, after = text[: min(places)].rstrip(" "), text[max(places) + 1 :].lstrip(" ")
    begins = form.lstrip().startswith("{") or not before or before[-1] in _BETWEEN
    return begins and (form.rstrip().endswith("}") or not after or after[0] in _BETWEEN)


def _is_whole(text: str, form: str, places: frozenset[int]) -> bool:
    ends_open = (form.lstrip().startswith("{"), form.rstrip().endswith("}"))
    return (ends_open[0] or min(places) == 0) and (ends_open[1] or max(places) == len(text.rstrip()) - 1)


def _split_fixed_words(form: str) -> list[str]:
    """Return the words between the placeholders; a full stop after one may have been left out."""
    pieces = PLACEHOLDER.split(form.strip())[::2]
    return [piece.removeprefix(".") if n else piece for n, piece in enumerate(pieces) if piece.strip(" .")]


def _places(text: str, form: str, fixed: Sequence[str], *, sure: bool) -> frozenset[int] | None:
    """Return where the fixed words are, in order and as whole words, or None."""
    open_begin, open_end = form.lstrip().startswith("{"), form.rstrip().endswith("}")
    begin = -1
    for _ in range(_MOST_TRIES):
        begin = text.find(fixed[0], begin + 1)
        if begin < 0:
            return None
        if not open_begin and begin and text[begin - 1].isalnum() and fixed[0][0].isalnum():
            continue
        found = _following(text, fixed, begin, sure=sure)
        end = max(found) + 1 if found else 0
        if found and (open_end or end == len(text) or not (text[end].isalnum() and fixed[-1][-1].isalnum())):
            return frozenset(found)
    return None


def _following(text: str, fixed: Sequence[str], begin: int, *, sure: bool) -> list[int] | None:
    """Return where each piece follows the one before, with the values between as short as possible."""
    starts = [begin]
    for before, piece in pairwise(fixed):
        at = starts[-1] + len(before)
        found = text.find(piece, at)
        if found < 0 or (not sure and found - at > _LONGEST_VALUE):
            return None
        starts.append(found)
    for n in range(len(fixed) - 2, -1, -1):
        starts[n] = text.rfind(fixed[n], 0, starts[n + 1])
    return [place for start, piece in zip(starts, fixed, strict=True) for place in range(start, start + len(piece))]


def _strongest(met: list[_Match]) -> list[Sentence]:
    """Keep the sentences that share no words with one that has more of them, in the order of the message. Those of the
    same words, but for a full stop, stay together."""
    kept: list[_Match] = []
    taken: set[int] = set()
    for one in sorted(met, key=lambda one: -one.letters):
        if one.places & taken and not any(one.letters == other.letters and one.places & other.places for other in kept):
            continue
        kept.append(one)
        taken |= one.places
    return [one.sentence for one in sorted(kept, key=lambda one: min(one.places))]
