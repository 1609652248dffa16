"""The meaning of short sentences: yes, no, thanks, "never mind" and their like, in every language of the desk.

The phrases are in `sentences/<language>.txt`, emoji in `emoji.txt` there. A meaning counts only if a whole text is
made of known phrases; a denial is heard anywhere in it. A missing phrase does no harm: the words reach a person as they
are. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from desk.text.rich_text import strip_invisible


class Meaning(StrEnum):
    """Meanings of a phrase, named as the sections of the files. A phrase may have several."""

    YES = "yes"
    WORKS = "works"  # it works now
    DONE = "done"  # what was asked for is done; it may have helped
    THANKS = "thanks"  # also agreement and goodbye
    PRAISE = "praise"
    RATING = "rating"  # about the service, neither praise nor trouble
    GREETING = "greeting"
    OPENER = "opener"  # says that a request will follow
    STATE = "state"  # asks how a request stands
    HUMAN = "human"  # asks for a person
    BOSS = "boss"  # asks for who leads
    NEVER_MIND = "never mind"
    NO = "no"
    FAILS = "fails"  # it does not work
    TROUBLE = "trouble"  # again, still, back
    UNSURE = "unsure"  # has not looked yet
    BREAKS = "breaks"  # how it fails
    OTHER = "other"  # another thing than before
    ELSEWHERE = "elsewhere"  # went to the wrong request
    BESIDE = "beside"  # goes with everything
    BESIDE_ASKING = "beside asking"  # goes with questions and pleas
    BESIDE_OPENER = "beside opener"


_POSITIVE = frozenset({Meaning.YES, Meaning.WORKS, Meaning.DONE, Meaning.THANKS, Meaning.PRAISE})
_DENIALS = frozenset({Meaning.NO, Meaning.FAILS, Meaning.TROUBLE})
_LONGEST_TEXT, _MOST_TOKENS, _FEW = 120, 20, 6


@dataclass(frozen=True, slots=True)
class Heard:
    """The meaning of a text. `readings`: for each way to read all of it as known phrases, their meanings; `denies`:
    it has a word or an emoji of denial or of returned trouble; `refutes`: it denies that something works, and speaks of
    nothing else; `asks`: it has a question mark; `is_blank`: it has neither words nor emoji."""

    readings: frozenset[frozenset[Meaning]] = frozenset()
    denies: bool = False
    refutes: bool = False
    asks: bool = False
    is_blank: bool = False

    def is_only(self, *allowed: Meaning, but: Iterable[Meaning] = ()) -> bool:
        """Return True if the whole text can be read as `allowed` and `but`, at least once as one of `allowed`."""
        may, must = {*allowed, *but}, set(allowed)
        return any(reading <= may and reading & must for reading in self.readings)

    @property
    def is_small_talk(self) -> bool:
        """Return True for thanks, agreement and praise: nothing needs to be done."""
        polite = self.is_only(Meaning.YES, Meaning.THANKS, Meaning.PRAISE, but=[Meaning.GREETING])
        return polite and not self.asks and not self.denies

    @property
    def is_yes(self) -> bool:
        """Return True for agreement, which can answer a question."""
        return self.is_only(Meaning.YES) and not self.asks

    @property
    def confirms(self) -> bool:
        """Return True if it says that a problem is solved."""
        solved = (Meaning.YES, Meaning.WORKS, Meaning.DONE, Meaning.PRAISE)
        more = (Meaning.THANKS, Meaning.GREETING, Meaning.NEVER_MIND)
        return self.is_only(*solved, but=more) and not self.asks and not self.denies

    @property
    def is_no(self) -> bool:
        """Return True for a no and nothing else."""
        return self.is_only(Meaning.NO, but=[Meaning.THANKS])

    @property
    def is_praise(self) -> bool:
        """Return True if it can be nothing but a word with a rating."""
        said = self.is_only(*_POSITIVE, Meaning.RATING, but=[Meaning.GREETING])
        return said and not self.asks and not self.denies

    @property
    def is_greeting(self) -> bool:
        """Return True for a greeting and nothing else."""
        return self.is_only(Meaning.GREETING)

    @property
    def is_opener(self) -> bool:
        """Return True if a request is announced, but nothing of it said ("can you help me?")."""
        return self.is_only(Meaning.OPENER, Meaning.HUMAN, Meaning.BOSS, but=[Meaning.GREETING, Meaning.BESIDE_OPENER])

    @property
    def is_elsewhere(self) -> bool:
        """Return True if it only says that something belongs to another request."""
        return self.is_only(Meaning.ELSEWHERE, but=[Meaning.NO, Meaning.OPENER])

    @property
    def asks_for_state(self) -> bool:
        """Return True if it only asks how a request stands."""
        return self.is_only(Meaning.STATE, but=[Meaning.GREETING, Meaning.THANKS])

    @property
    def wants_person(self) -> bool:
        """Return True if it only asks for a person, or for who leads."""
        return self.is_only(Meaning.HUMAN, Meaning.BOSS, but=[Meaning.GREETING, Meaning.OPENER, Meaning.NO])

    @property
    def wants_boss(self) -> bool:
        """Return True if it only asks for who leads the team."""
        return self.is_only(Meaning.BOSS, but=[Meaning.GREETING, Meaning.OPENER, Meaning.HUMAN, Meaning.NO])

    @property
    def is_never_mind(self) -> bool:
        """Return True if the request is not needed any more."""
        more = (*_POSITIVE, Meaning.GREETING, Meaning.OPENER)
        return self.is_only(Meaning.NEVER_MIND, Meaning.WORKS, but=more) and not self.denies


@lru_cache(maxsize=512)
def hear(text: str, names: tuple[str, ...] = ()) -> Heard:
    """Return what a text means. `names`: of people it may speak of, which go with everything."""
    shown = strip_invisible(text.replace("\u200d", "\ue200")).replace("\ue200", "\u200d").strip()
    tokens, sad, asks = list(_split_tokens(shown)), _is_sad(shown), "?" in shown
    if not tokens:
        fails = frozenset({frozenset({Meaning.FAILS})}) if sad else frozenset[frozenset[Meaning]]()
        return Heard(fails, denies=sad, refutes=sad, asks=asks, is_blank=True)
    is_short = len(shown) <= _LONGEST_TEXT and len(tokens) <= _MOST_TOKENS and "//" not in shown
    known = frozenset(_latinize(part) for name in names for part in _WORD.findall(fold(name)))
    readings = _read(tokens, known) if is_short else frozenset()
    glad = not sad and any(reading <= _POSITIVE | {Meaning.NEVER_MIND} for reading in readings)
    denials = frozenset[Meaning]() if glad else _deny(tokens, asks=asks)
    heard = Heard(_without_gladness(readings) if sad else readings, denies=bool(denials), asks=asks)
    return replace(heard, refutes=not glad and _refutes(tokens, heard, denials))


def _refutes(tokens: list[str], heard: Heard, denials: frozenset[Meaning]) -> bool:
    """Return True if the words deny that something works: wholly, or in a few words, or as a return of the trouble."""
    if heard.is_only(*_DENIALS, Meaning.BREAKS, but=_POSITIVE) and not heard.asks:
        return True
    clear = len(tokens) <= _FEW or Meaning.TROUBLE in denials or Meaning.NO in _mean(tokens[:1], frozenset())
    return bool(denials) and clear and not any(Meaning.OTHER in means for _, _, means in _find_phrases(tokens))


def _without_gladness(readings: frozenset[frozenset[Meaning]]) -> frozenset[frozenset[Meaning]]:
    return frozenset(reading for reading in readings if not reading <= _POSITIVE)


_WORD = re.compile(r"[^\W_]+")
_EMOJI_TAIL = "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
_TOKEN = re.compile(
    r"(?P<word>[^\W_]+)|(?P<sign>^\s*(?:\++|-|—|–|\+1)\s*$)|(?P<other>[\U0001f1e6-\U0001f1ff]{2}"
    rf"|\S{_EMOJI_TAIL}(?:\u200d\S{_EMOJI_TAIL})*)"
)
_SMILEY = re.compile(r"[:;=8]['’]?-?[)(DPp*/\\|]+|[xX]D+\b|[)(]{1,}|<3")
_SAD_END = re.compile(r"(?:^|[^(])\(+[\s!.?]*$|[:;=]['’]?-?\(")


def _is_sad(shown: str) -> bool:
    return _SAD_END.search(shown) is not None and ")" not in shown.rsplit("(", 1)[-1]


def _split_tokens(shown: str) -> Iterator[str]:
    """Yield words, folded, and emoji, without their marks. Other signs are no tokens."""
    for found in _TOKEN.finditer(_SMILEY.sub(" ", fold(shown))):
        if found["word"]:
            yield _shorten(found["word"])
        elif found["sign"]:
            yield found["sign"].strip().replace("—", "-").replace("–", "-")
        elif _is_emoji(found["other"][0]):
            yield found["other"][0]


def fold(text: str) -> str:
    """Return a text in small letters, without apostrophes and the dots of ё."""
    return text.casefold().replace("ё", "е").replace("'", "").replace("’", "").replace("`", "").strip()


_RUN = re.compile(r"(.)\1{2,}")


def _shorten(word: str) -> str:
    """Return a word without letters said three times or more: as one, or as two if that is the word ("cooool")."""
    if word.isdigit() or not _RUN.search(word):
        return word
    once, twice = _RUN.sub(r"\1", word), _RUN.sub(r"\1\1", word)
    return twice if twice in _VOCABULARY and once not in _VOCABULARY else once


def _is_emoji(char: str) -> bool:
    return unicodedata.category(char) == "So" or char in _EMOJI or 0x1F1E6 <= ord(char) <= 0x1F1FF


def _read(tokens: list[str], names: frozenset[str]) -> frozenset[frozenset[Meaning]]:
    """Return the meanings of each way to read all tokens as phrases in a row."""
    reached: list[set[frozenset[Meaning]]] = [set() for _ in range(len(tokens) + 1)]
    reached[0].add(frozenset())
    for start in range(len(tokens)):
        if not reached[start]:
            continue
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(tokens)) + 1):
            for meaning in _mean(tokens[start:end], names):
                reached[end] |= {_add(before, meaning) for before in reached[start]}
    whole = reached[-1]
    if len(tokens) == 1 and not whole and _is_plain_emoji(tokens[0]):
        whole = {frozenset({Meaning.THANKS})}
    return frozenset(_drop_helpers(reading) for reading in whole) - {frozenset()}


def _add(before: frozenset[Meaning], meaning: Meaning) -> frozenset[Meaning]:
    return before if meaning is Meaning.BESIDE else before | {meaning}


_ASKING = frozenset({
    Meaning.GREETING, Meaning.OPENER, Meaning.STATE, Meaning.HUMAN, Meaning.BOSS, Meaning.NEVER_MIND,
})  # fmt: skip


def _drop_helpers(reading: frozenset[Meaning]) -> frozenset[Meaning]:
    """Remove words beside a question or a plea, if there is one; otherwise such words are content."""
    told = reading - {Meaning.BESIDE_ASKING, Meaning.BESIDE_OPENER}
    if Meaning.BESIDE_OPENER in reading and Meaning.OPENER not in reading:
        return frozenset()
    return told if told == reading or told & _ASKING else frozenset()


def _is_plain_emoji(token: str) -> bool:
    return not _WORD.fullmatch(token) and token not in _EMOJI


def _mean(tokens: list[str], names: frozenset[str]) -> frozenset[Meaning]:
    if len(tokens) == 1:
        token = tokens[0]
        if token in _EMOJI:
            return _EMOJI[token]
        if any(_is_name(_latinize(token), name) for name in names):
            return frozenset({Meaning.BESIDE})
    phrase = tuple(tokens)
    return _PHRASES.get(phrase) or _PHRASES.get(tuple(map(_latinize, phrase)), frozenset())


def _is_name(word: str, name: str) -> bool:
    """Return True if the word is the name, or one of its Russian cases."""
    return word == name or (len(name) > 3 and word.startswith(name[:-1]) and len(word) <= len(name) + 2)


_FACES = {
    "glad": frozenset({Meaning.YES}),
    "fond": frozenset({Meaning.THANKS, Meaning.BESIDE}),
    "sad": frozenset({Meaning.FAILS}),
    "wave": frozenset({Meaning.GREETING, Meaning.THANKS, Meaning.BESIDE}),
    "calls for attention": frozenset[Meaning](),
}


def _deny(tokens: list[str], *, asks: bool) -> frozenset[Meaning]:
    """Return the meanings of denial that are anywhere but within a phrase that means well ("no problem") or says that
    nobody has looked yet. Words such as "again" deny nothing in a question."""
    covered = set[int]()
    for start, end, meanings in _find_phrases(tokens):
        if Meaning.UNSURE in meanings or (end - start > 1 and meanings & _POSITIVE):
            covered.update(range(start, end))
    told = _DENIALS - {Meaning.TROUBLE} if asks else _DENIALS
    said = (means & told for start, end, means in _find_phrases(tokens) if not covered & set(range(start, end)))
    return frozenset(meaning for means in said for meaning in means)


def _find_phrases(tokens: list[str]) -> Iterator[tuple[int, int, frozenset[Meaning]]]:
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(tokens)) + 1):
            meanings = _mean(tokens[start:end], frozenset())
            if meanings:
                yield start, end, meanings


_LATIN = dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdeziiklmnoprstufhcie", strict=True)) | {
    "ж": "zh", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia",
}  # fmt: skip
_SPELLINGS = (
    ("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("ts", "c"), ("yo", "e"), ("jo", "e"), ("yu", "iu"), ("ju", "iu"),
    ("ya", "ia"), ("ja", "ia"), ("ye", "e"), ("je", "e"), ("4", "ch"), ("w", "v"), ("x", "h"), ("y", "i"), ("j", "i"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def _latinize(word: str) -> str:
    """Return a Russian word in Latin letters, or one that was typed in them, in one spelling of the many in use."""
    if any(char in _LATIN for char in word):
        return "".join(_LATIN.get(char, char) for char in word)
    for typed, kept in _SPELLINGS:
        word = word.replace(typed, kept)
    return word


_FOLDER = Path(__file__).parent / "sentences"


def _read_sections(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines of a file, each with the name of its section."""
    section = ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            yield section, line


def _load_phrases() -> dict[tuple[str, ...], frozenset[Meaning]]:
    """Read the phrases of all languages; a Russian phrase also in Latin letters."""
    found: dict[tuple[str, ...], set[Meaning]] = {}
    for file in (_FOLDER / f"{language}.txt" for language in ("en", "ru")):
        for section, line in _read_sections(file):
            for phrase in line.split("|"):
                words = tuple(fold(phrase).split())
                for spelt in {words, tuple(map(_latinize, words))} if words else ():
                    found.setdefault(spelt, set()).add(Meaning(section))
    return {phrase: frozenset(meanings) for phrase, meanings in found.items()}


_PHRASES = _load_phrases()
_EMOJI = {char: _FACES[face] for face, line in _read_sections(_FOLDER / "emoji.txt") for char in line.split()}
_VOCABULARY = {word for phrase in _PHRASES for word in phrase}
_LONGEST_PHRASE = max(map(len, _PHRASES))
