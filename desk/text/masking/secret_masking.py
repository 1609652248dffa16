"""Masking of secrets in messages: card numbers, passwords after their word, numbers by an operator's own
patterns. Pure; formatting stays where it is true.

A pattern is no regular expression, so none can be slow: `#` is a digit, `?` a letter, `*` the rest of a word (at most
one), everything else itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from desk.text.masking.anonymizing import replace_spans
from desk.text.masking.separators import BLANKS, DASHES, UNSEEN
from desk.text.rich_text import RichText

MASK = "•••"
LONGEST_PATTERN, MOST_PATTERNS = 60, 20
_FEWEST_SIGNS = 3
_WORD = 64
_GROUPED = re.compile(rf"(?<![^\W_])(?<!\+)\d(?:[{BLANKS}.,/_|•·*{DASHES}]{{0,5}}\d){{12,}}(?![^\W_])")
_PLAIN_GAP = re.compile(rf"[^\S\t\r\n]|[{UNSEEN}{DASHES}]")
_GROUPS = frozenset({(4, 6, 5), (4, 6, 4), (4, 4, 5), (6, 13), (6, 10), (6, 6, 4), (4, 12), (8, 8)})
"""How many digits the groups of a card number have where they are not all alike."""
_MOST_GROUPS = 19
_CARD_STARTS = dict.fromkeys(range(16, 20), tuple("23456"))
_CARD_STARTS |= {13: ("4",), 14: ("30", "36", "38", "39"), 15: ("34", "37")}
"""First digits of payment cards by length (ISO/IEC 7812, read 2026-11): serial numbers of devices and registration
numbers of companies have the same lengths and a check digit too."""
_PASSWORD = re.compile(
    r"(?<!\w)(?:pass(?:word|code|phrase)?|passwd|pwd|pin(?:[ -]?code)?|парол(?:ь|я|ю|ем|и)|пин(?:[ -]?код)?"
    r"|код[ -]доступа)(?!\w)"
    r"(?:(?P<sure>\s*[:=]\s*|\s+[-–—]\s+)|(?:\s+(?:is|это|такой|такая)\b:?)?\s+)(?P<secret>\S{1,64})",
    re.IGNORECASE,
)
_SURE_LENGTH = 4


@dataclass(frozen=True, slots=True)
class MaskedKinds:
    """Kinds of secrets that are masked without a pattern: payment `cards`, `passwords` after their word."""

    cards: bool = True
    passwords: bool = False


class Masking(Protocol):
    """Texts that are masked: some kinds, and what fits a pattern."""

    @property
    def kinds(self) -> MaskedKinds: ...
    @property
    def patterns(self) -> tuple[str, ...]: ...


def mask_secrets(words: RichText, rules: Masking) -> tuple[RichText, tuple[str, ...]]:
    """Return the words with their secrets masked, and what was masked, in order. The last four digits of a card
    stay."""
    spans = dict[tuple[int, int], str]()
    if rules.kinds.cards:
        spans |= {span: f"{MASK} {digits[-4:]}" for span, digits in _find_cards(words.text)}
    if rules.kinds.passwords:
        spans |= dict.fromkeys(_find_passwords(words.text), MASK)
    for pattern in _compile_all(rules.patterns):
        spans |= dict.fromkeys((found.span() for found in pattern.finditer(words.text)), MASK)
    if not spans:
        return words, ()
    chosen = _drop_overlaps(sorted(spans))
    return replace_spans(words, [(*span, spans[span]) for span in chosen]), tuple(words.text[a:b] for a, b in chosen)


def mask_secrets_in(text: str, rules: Masking) -> str:
    """Return a text without formatting with its secrets masked."""
    return mask_secrets(RichText(text), rules)[0].text


def parse_pattern(pattern: str) -> re.Pattern[str]:
    """Return what a pattern matches. Raises ValueError for one that is too long, matches too much, or has two `*`."""
    signs = sum(sign.isalnum() or sign in "#?" for sign in pattern)
    if len(pattern) > LONGEST_PATTERN or signs < _FEWEST_SIGNS or pattern.count("*") > 1:
        raise ValueError(pattern)
    made = "".join(_OF_SIGN.get(sign) or re.escape(sign) for sign in pattern)
    before, after = (r"(?<!\w)" if _is_wordy(pattern[0]) else "", r"(?!\w)" if _is_wordy(pattern[-1]) else "")
    return re.compile(before + made + after, re.IGNORECASE)


_OF_SIGN = {
    "#": r"\d", "?": r"[^\W\d_]", "*": rf"\S{{1,{_WORD}}}", " ": rf"[{BLANKS}]{{1,4}}", "-": rf"[{UNSEEN}]?[{DASHES}]"
}  # fmt: skip


def _is_wordy(sign: str) -> bool:
    return sign.isalnum() or sign in "#?"


@lru_cache(maxsize=4)
def _compile_all(patterns: tuple[str, ...]) -> Sequence[re.Pattern[str]]:
    return [parse_pattern(pattern) for pattern in patterns]


def _find_cards(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield where a card number is, and its digits: a run of digits in groups, or some groups of a longer one."""
    for run in _GROUPED.finditer(text):
        groups = [(run.start() + group.start(), run.start() + group.end()) for group in re.finditer(r"\d+", run[0])]
        sizes, at = [end - start for start, end in groups], 0
        while at < len(groups):
            ends = range(min(len(groups), at + _MOST_GROUPS), at, -1)
            long = (end for end in ends if sum(sizes[at:end]) in _CARD_STARTS)
            found = next((end for end in long if _is_card(text, groups[at:end])), None)
            if found is None:
                at += 1
                continue
            start, end = groups[at][0], groups[found - 1][1]
            yield (start, end), _read_digits(text[start:end])
            at = found


def _is_card(text: str, groups: Sequence[tuple[int, int]]) -> bool:
    digits = _read_digits(text[groups[0][0] : groups[-1][1]])
    is_number = digits.startswith(_CARD_STARTS[len(digits)]) and has_check_digit(digits)
    return is_number and _is_grouped(text, groups)


def _is_grouped(text: str, groups: Sequence[tuple[int, int]]) -> bool:
    """Return True if single blanks or dashes are between the groups, or the groups are those of a card: numbers below
    each other, or with signs in between, are mostly several numbers."""
    gaps = [text[end:start] for (_, end), (start, _) in pairwise(groups)]
    if all(len(gap) == 1 and _PLAIN_GAP.fullmatch(gap) for gap in gaps):
        return True
    sizes = tuple(end - start for start, end in groups)
    alike = len(set(sizes[:-1])) == 1 and sizes[0] in (1, 2, 4) and sizes[-1] <= sizes[0]
    return alike or sizes in _GROUPS


def _read_digits(text: str) -> str:
    """Return the digits of a text as plain ones, whatever script they are in."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def has_check_digit(digits: str) -> bool:
    """Return True if the last digit is the check digit of the others (Luhn's formula)."""
    values = [int(digit) for digit in reversed(digits)]
    return sum(values[0::2]) % 10 == -sum(sum(divmod(2 * value, 10)) for value in values[1::2]) % 10


def _find_passwords(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a password is. After a colon, an equals sign or a dash it is any word, otherwise one that looks like
    a password: with a digit or a sign in it."""
    for found in _PASSWORD.finditer(text):
        secret = found["secret"]
        bare = secret.rstrip(".,;)»”\"'") or secret
        if (found["sure"] and len(bare) >= _SURE_LENGTH) or _looks_secret(bare):
            yield found.start("secret"), found.start("secret") + len(bare)


def _looks_secret(word: str) -> bool:
    return len(word) >= _SURE_LENGTH and bool(re.search(r"\d|[^\w\s.,:;!?-]", word))


def _drop_overlaps(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    chosen: list[tuple[int, int]] = []
    for start, end in spans:
        if start >= (chosen[-1][1] if chosen else 0) and start < end:
            chosen.append((start, end))
    return chosen
