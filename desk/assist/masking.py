"""Masks texts for the assistant, and fills its answers in. It is the desk's one masking, with placeholders for what
identifies somebody. Pure.

Secrets never come back: what is masked in messages is masked here, whatever the settings say, cards and passwords too.
"""

import re
from collections.abc import Iterable, Sequence

from desk.assist.links import STRUCK, strike_links
from desk.settings.defaults.retention import MaskingRules
from desk.text import RichText, clean_text
from desk.text.masking.anonymizing import MASK, find_personal_data, mask_personal_data, match_name
from desk.text.masking.phone_numbers import strike_phones
from desk.text.masking.secret_masking import MaskedKinds, mask_secrets_in

_HELD = re.compile(r"[\[{(<]{1,2}\s*(?P<kind>NAME|DATA)[\s\\_-]*(?P<n>\d{1,6})\s*[\]})>]{1,2}", re.IGNORECASE)
_INITIAL = re.compile(r"\s([^\W\d_])\.$")
_CAPITAL = r"[^\W\d_a-zа-яё][^\W\d_]+"
_CALLED = re.compile(rf"{_CAPITAL}(?:[\s-]+(?:{_CAPITAL}|[^\W\d_]\.)){{1,3}}")
"""Words that are written as a whole name is."""
_INTRODUCED = re.compile(
    r"(?<!\w)(?i:my name is|i am|i'm|surname|last name|mrs?|ms|miss|я|меня зовут|фамилия|г-жа|г-н|господин|госпожа)"
    rf"[\s:.–-]{{1,3}}({_CAPITAL}(?:[ -]{_CAPITAL}){{0,2}})"
)
_MOST_LEARNT = 50
_OF_PEOPLE = re.compile(r"name|contact|manager|owner|имя|фамили|отчеств|фио|контакт|менеджер|владелец", re.IGNORECASE)
_NUMBER = re.compile(r"[+\uff0b]?\d(?:[\W_]{0,5}\d){6,}")
"""A number that may be a phone's, whatever is between its digits (`desk/text/masking/phone_numbers.py`)."""


class Masker:
    """The placeholders of one use. `people`: those of the request, each with all their names, of which the first is put
    back; `others`: names from other requests, which never are."""

    def __init__(self, rules: MaskingRules, people: Iterable[Sequence[str]], others: Iterable[str] = ()) -> None:
        self._rules = MaskingRules(MaskedKinds(cards=True, passwords=True), rules.patterns)
        self._people = list(people)
        self._others = list(others)
        self._names = [*(name for one in self._people for name in one), *self._others]
        self._data: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """Return the text as it may leave, with placeholders that can be filled again."""
        said, made, at = self._mask_secrets(text), "", 0
        for start, end in find_personal_data(said, self._names, _HELD, _NUMBER):
            made, at = made + said[at:start] + self._hold(said[start:end]), end
        return self._join_names(made + said[at:])

    def _join_names(self, text: str) -> str:
        """Join the parts of a name, and a surname beside it whose initial alone is known."""
        for at, one in enumerate(self._people, 1):
            held = rf"\[NAME_{at}\]"
            initials = {found[1] for name in one if (found := _INITIAL.search(name)) is not None}
            if initials:
                word = rf"[{''.join(sorted(initials))}](?:[^\W\d_]+|\.)"
                text = re.sub(rf"{held}\s+{word}|(?<!\w){word}\s+{held}", f"[NAME_{at}]", text)
            text = re.sub(rf"({held})(?:\s+{held})+", r"\1", text)
        return text

    def drop(self, text: str) -> str:
        """Return a text of another request as it may leave; nothing of it can be put back."""
        said = mask_personal_data(RichText(self._mask_secrets(text)), self._names).text
        return strike_links(_HELD.sub(MASK, _NUMBER.sub(MASK, said)), ())

    def put_back(self, text: str) -> str:
        """Return the text with its placeholders filled; one that was never given is struck, and so is a phone number,
        as all that were sent are placeholders."""
        values = {held: said for said, held in self._data.items()}
        values |= {f"[NAME_{at}]": one[0] for at, one in enumerate(self._people, 1)}
        said = strike_phones(text, STRUCK)
        return _HELD.sub(lambda found: values.get(f"[{found['kind'].upper()}_{int(found['n'])}]", STRUCK), said)

    def _mask_secrets(self, text: str) -> str:
        return mask_secrets_in(clean_text(text), self._rules)

    def _hold(self, piece: str) -> str:
        for at, one in enumerate(self._people, 1):
            if _is_called(piece, one):
                return f"[NAME_{at}]"
        if _is_called(piece, self._others):
            return MASK
        return self._data.setdefault(piece, f"[DATA_{len(self._data) + 1}]")

    def hide_value(self, value: str) -> str:
        """Return a value of account data as it may leave; what is written as a name is held whole."""
        said, held = self._mask_secrets(value), self.hide(value)
        return self._hold(said) if _CALLED.fullmatch(said) and re.sub(r"\[NAME_\d+\]|\s", "", held) else held


def learn_names(texts: Iterable[str], called: Iterable[str]) -> list[str]:
    """Return names that stand in the texts alone: those by which people introduce themselves or are addressed, and
    surnames whose initial is known, unless they begin a sentence."""
    said = "\n".join(texts)
    names = list(called)
    found = set(_INTRODUCED.findall(said))
    initials = "".join(sorted({one[1] for name in names if (one := _INITIAL.search(name)) is not None}))
    if initials:
        within = r"(?m:^)[^\w\n]*(?=\w+[^\w\n]*(?m:$))|(?<=[^\W_] |[,;:] )|(?<=[(«\x22'])"
        found |= set(re.findall(rf"(?:{within})([{initials}][^\W\d_]{{2,}})(?!\w)", said))
    return sorted(one for one in found if not _is_called(one, names))[:_MOST_LEARNT]


def list_named(facts: Iterable[tuple[str, str]]) -> list[str]:
    """Return the values of account data that are names, by their labels."""
    return [value for label, value in facts if _OF_PEOPLE.search(label) and any(map(str.isalpha, value))]


def _is_called(piece: str, names: Iterable[str]) -> bool:
    return any(match_name(name).fullmatch(piece) for name in names)
