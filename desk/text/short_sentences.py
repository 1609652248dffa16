"""The meaning of short sentences: yes, no, thanks, "never mind" and their like, in every language of the desk.

The phrases are in `sentences/<language>.txt`, emoji in `emoji.txt` there. A meaning counts only if a whole text is
made of known phrases; a denial is heard anywhere in it. A missing phrase does no harm: the words reach a person as they
are. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

from desk.text.greeting_and_signature import take_off_frame
from desk.text.own_words import hide_quoted
from desk.text.phrases import SENTENCES, list_spellings, read_sections
from desk.text.rich_text import strip_invisible


class Meaning(StrEnum):
    """Meanings of a phrase, named as the sections of the files. A phrase may have several."""

    YES = "yes"
    WORKS = "works"  # it works now
    DONE = "done"  # what was asked for is done
    TRIED = "tried"  # did what was asked for; whether it helped is not said
    THANKS = "thanks"
    AGREEMENT = "agreement"  # understood, fine; says nothing of whether it works
    WAITING = "waiting"  # will wait, until tomorrow: nothing is solved yet
    GOODBYE = "goodbye"
    LAUGHTER = "laughter"  # also astonishment
    APOLOGY = "apology"
    PRAISE = "praise"
    RATING = "rating"  # about the service, neither praise nor trouble
    GREETING = "greeting"
    OPENER = "opener"  # says that a request will follow
    STATE = "state"  # asks how a request stands
    HUMAN = "human"  # asks for a person
    BOSS = "boss"  # asks for who leads
    NEVER_MIND = "never mind"
    TURNED = "turned"  # wants the opposite of what was wanted before
    NO = "no"
    FAILS = "fails"  # it does not work
    TROUBLE = "trouble"  # again, still, back
    UNSURE = "unsure"  # has not looked yet
    BREAKS = "breaks"  # how it fails
    LATER = "later"  # not now
    OPENS = "opens"  # wants an ended request open again; means so only where that is offered
    SLIP = "slip"  # a line was not meant for us
    STAY = "stay"  # wait, keep it as it is
    OTHER = "other"  # another thing than before
    ELSEWHERE = "elsewhere"  # went to the wrong request
    BESIDE = "beside"  # goes with everything
    BESIDE_ASKING = "beside asking"  # goes with questions and pleas
    BESIDE_OPENER = "beside opener"
    BESIDE_RATING = "beside rating"


_FAREWELL = frozenset({Meaning.THANKS, Meaning.GOODBYE, Meaning.LAUGHTER, Meaning.APOLOGY})
_POLITE = _FAREWELL | {Meaning.AGREEMENT, Meaning.WAITING}
_POSITIVE = frozenset({Meaning.YES, Meaning.WORKS, Meaning.DONE, Meaning.PRAISE}) | _POLITE
_SOLVED = frozenset({Meaning.WORKS, Meaning.DONE})
_ACKNOWLEDGING = _POLITE | {Meaning.YES, Meaning.UNSURE, Meaning.LATER, Meaning.TRIED}
_DENIALS = frozenset({Meaning.NO, Meaning.FAILS, Meaning.TROUBLE})
_NEWS = _DENIALS | {
    Meaning.BREAKS, Meaning.OTHER, Meaning.STATE, Meaning.HUMAN, Meaning.NEVER_MIND, Meaning.TURNED, Meaning.ELSEWHERE
}  # fmt: skip
_LONGEST_TEXT, _MOST_TOKENS, _FEW, _LONG_WORD = 120, 20, 6, 5
_ADDING = frozenset({"and", "и", "а"})  # begins something that is added: it may be about another thing
_BEGINNING = 2  # words of a phrase's beginning
_LETTERS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя")

_Phrase = tuple[int, int, frozenset[Meaning]]
"""The places of the first word of a phrase and of the one after it, and the meanings of the phrase."""


class _Sentence:
    """A kind of sentences: `said` can be read as some of these meanings and `but`, at least once as one of `said`
    (none: whatever is said), as a whole, or (`where`) in a part between commas or stops. `needs`, `unless`: what else
    is heard."""

    def __init__(
        self,
        *said: Meaning,
        but: Iterable[Meaning] = (),
        where: Sequence[str] = ("readings",),
        needs: Sequence[str] = (),
        unless: Sequence[str] = (),
    ) -> None:
        self.said, self.may, self.where, self.needs, self.unless = {*said}, {*said, *but}, where, needs, unless

    def is_heard(self, heard: "Heard") -> bool:
        """Return True if that is heard in a text."""
        readings = (reading for name in self.where for reading in getattr(heard, name))
        return (
            (not self.said or any(reading <= self.may and reading & self.said for reading in readings))
            and all(getattr(heard, name) for name in self.needs)
            and not any(getattr(heard, name) for name in self.unless)
        )


@dataclass(frozen=True, slots=True)
class Heard:
    """The meaning of a text. `readings`: for each way to read all of it as known phrases, their meanings; `clauses`:
    the same of each part between commas or stops; `denies`: it has a word or an emoji of denial or of returned trouble;
    `refutes`: it denies that something works, and speaks of nothing else; `returns`: it says that trouble is back, or
    in a few words that something fails; `again`: it asks in a few words to reopen;
    `remarks`: each part is a few
    words of praise; `asks`: it has a question mark; `asks_when`: it asks when somebody will do something;
    `is_blank`: it has neither words nor emoji. `is_sentence`: some of it is known. What follows these are the kinds of
    sentences that it is of (`_KINDS`), which nobody gives: they are read once."""

    readings: frozenset[frozenset[Meaning]] = frozenset()
    clauses: frozenset[frozenset[Meaning]] = frozenset()
    denies: bool = False
    refutes: bool = False
    returns: bool = False
    again: bool = False
    remarks: bool = False
    asks: bool = False
    asks_when: bool = False
    is_blank: bool = False
    is_sentence: bool = False
    is_small_talk: bool = False
    is_greeting: bool = False
    is_polite: bool = False
    is_opener: bool = False
    is_opening: bool = False
    is_yes: bool = False
    agrees: bool = False
    thanks: bool = False
    postpones: bool = False
    keeps: bool = False
    confirms: bool = False
    works: bool = False
    is_no: bool = False
    reopens: bool = False
    is_slip: bool = False
    is_elsewhere: bool = False
    has_elsewhere: bool = False
    wants_person: bool = False
    wants_boss: bool = False
    asks_for_state: bool = False
    asks_how_far: bool = False
    is_about_nothing: bool = False
    is_praise: bool = False
    has_doubt: bool = False
    is_never_mind: bool = False
    has_never_mind: bool = False
    declines: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_sentence", bool(self.readings or self.clauses or self.asks_when))
        for name, kinds in _KINDS.items():
            object.__setattr__(self, name, self.is_sentence and any(kind.is_heard(self) for kind in kinds))

    def is_only(self, *allowed: Meaning, but: Iterable[Meaning] = ()) -> bool:
        """Return True if the whole text can be read as `allowed` and `but`, at least once as one of `allowed`."""
        return _can_be(self.readings, allowed, but)

    def has_clause(self, *allowed: Meaning, but: Iterable[Meaning] = ()) -> bool:
        """Return True if all of it can be read so, or a part of it between commas or stops."""
        return _can_be(self.readings | self.clauses, allowed, but)

    @property
    def waits(self) -> bool:
        """Return True if it can be read as nothing but waiting, perhaps with agreement or thanks."""
        return bool(self.readings) and all(Meaning.WAITING in reading for reading in self.readings)

    @property
    def acknowledges(self) -> bool:
        """Return True if it says, perhaps among other things, that they understand, thank, or have yet to look."""
        told = frozenset[Meaning]().union(*self.readings, *self.clauses)
        return not (self.denies or told.isdisjoint(_ACKNOWLEDGING))


_PARTS, _ASKS, _DOUBTS = ("readings", "clauses"), ("asks",), ("asks", "denies")
_HELLO, _OPENS = (*_POSITIVE, Meaning.GREETING), (*_POSITIVE, Meaning.GREETING, Meaning.OPENER)
_PARTING = (*_FAREWELL, Meaning.GREETING, Meaning.NEVER_MIND, Meaning.TRIED)
_SMALL_TALK = _Sentence(Meaning.YES, Meaning.PRAISE, *_POLITE, but=[Meaning.GREETING], unless=_DOUBTS)
_GREETING = _Sentence(Meaning.GREETING)
_OPENER = _Sentence(Meaning.OPENER, Meaning.HUMAN, Meaning.BOSS, but=[Meaning.GREETING, Meaning.BESIDE_OPENER])
_STATE = _Sentence(Meaning.STATE, but=[Meaning.GREETING, *_POLITE], where=_PARTS, unless=["confirms"])
_NEVER_MIND = (
    _Sentence(Meaning.WORKS, but=_OPENS, unless=_DOUBTS),
    _Sentence(Meaning.NEVER_MIND, Meaning.TURNED, but=[*_OPENS, Meaning.WORKS], unless=["denies"]),
)
_OTHERS = (Meaning.NO, Meaning.OPENER, Meaning.APOLOGY, Meaning.LAUGHTER)
_REQUESTLESS = (
    *(Meaning.NEVER_MIND, Meaning.TURNED, Meaning.DONE, Meaning.WORKS, Meaning.SLIP, Meaning.ELSEWHERE),
    *(Meaning.STATE, Meaning.STAY, Meaning.NO, Meaning.LATER, Meaning.OPENS, Meaning.OTHER, Meaning.UNSURE),
)
_NOT_PRAISE = [*_DOUBTS, "is_opener", "asks_for_state", "wants_person"]
_KINDS: dict[str, tuple[_Sentence, ...]] = {
    # thanks, agreement, waiting, goodbye and praise: nothing needs to be done
    "is_small_talk": (_SMALL_TALK,),
    "is_greeting": (_GREETING,),
    "is_polite": (_SMALL_TALK, _GREETING),
    # a request is announced, but nothing of it said ("can you help me?")
    "is_opener": (_OPENER,),
    "is_opening": (_GREETING, _OPENER, _Sentence(Meaning.APOLOGY, but=[Meaning.LAUGHTER])),
    # agreement, which can answer a question; perhaps with thanks
    "is_yes": (_Sentence(Meaning.YES, unless=_ASKS),),
    "agrees": (_Sentence(Meaning.YES, but=_HELLO, unless=_DOUBTS),),
    # thanks and nothing that waits or doubts
    "thanks": (_Sentence(Meaning.THANKS, but=[Meaning.YES, *_FAREWELL, Meaning.AGREEMENT, Meaning.PRAISE]),),
    # "later" and "not now", and nothing else
    "postpones": (_Sentence(Meaning.LATER, but=[Meaning.YES, Meaning.NO, Meaning.UNSURE, *_POLITE]),),
    # something shall stay as it is ("no wait, don't cancel")
    "keeps": (
        _Sentence(
            *(Meaning.NO, Meaning.STAY, Meaning.TURNED),
            but=[Meaning.APOLOGY, Meaning.LAUGHTER, Meaning.THANKS, Meaning.UNSURE, Meaning.BREAKS],
            unless=_ASKS,
        ),
    ),
    # a problem is solved: who waits does not say so, and "understood" does not by itself
    "confirms": (
        _Sentence(Meaning.YES, Meaning.PRAISE, *_SOLVED, but=_PARTING, unless=_DOUBTS),
        _Sentence(*_SOLVED, but=[*_PARTING, Meaning.YES, Meaning.PRAISE, Meaning.AGREEMENT], unless=_DOUBTS),
    ),
    # it works or is done, perhaps among other things
    "works": (
        _Sentence(
            *_SOLVED,
            but=[*_OPENS, Meaning.NEVER_MIND, Meaning.TURNED, Meaning.STAY, Meaning.NO],
            where=_PARTS,
            unless=_ASKS,
        ),
    ),
    "is_no": (_Sentence(Meaning.NO, but=[Meaning.THANKS, Meaning.APOLOGY]),),
    # agrees to open a request again, asks for that, or says that the trouble is back
    "reopens": (_Sentence(Meaning.YES, Meaning.TROUBLE, Meaning.OPENS, but=[Meaning.THANKS]),),
    # what was written last was not meant for us
    "is_slip": (_Sentence(Meaning.SLIP, but=[Meaning.NO, Meaning.OPENER, *_POLITE], unless=_ASKS),),
    # something belongs to another request; or a part says so
    "is_elsewhere": (_Sentence(Meaning.ELSEWHERE, but=_OTHERS),),
    "has_elsewhere": (_Sentence(Meaning.ELSEWHERE, but=_OTHERS, where=_PARTS),),
    # asks for a person, or for who leads
    "wants_person": (
        _Sentence(Meaning.HUMAN, Meaning.BOSS, but=[Meaning.GREETING, Meaning.OPENER, Meaning.NO], where=_PARTS),
    ),
    "wants_boss": (
        _Sentence(Meaning.BOSS, but=[Meaning.GREETING, Meaning.OPENER, Meaning.HUMAN, Meaning.NO], where=_PARTS),
    ),
    # asks how a request stands, in so many words; or whether it is done, or when something will be
    "asks_for_state": (_STATE,),
    "asks_how_far": (_STATE, _Sentence(needs=["asks_when"]), _Sentence(Meaning.DONE, needs=_ASKS)),
    # says only what needs a request that exists: how it stands, that it is over, a no
    "is_about_nothing": (
        _Sentence(*_REQUESTLESS, but=[Meaning.YES, Meaning.GREETING, *_POLITE], unless=["is_opener", "wants_person"]),
    ),
    # can be nothing but a word with a rating
    "is_praise": (
        _Sentence(*_HELLO, unless=_NOT_PRAISE),
        _Sentence(Meaning.PRAISE, Meaning.RATING, but=[*_HELLO, Meaning.BESIDE_RATING], unless=_NOT_PRAISE),
    ),
    "has_doubt": (_Sentence(Meaning.STAY, *_DENIALS, where=_PARTS),),
    # the request is not needed any more: it says only that, or perhaps among other things
    "is_never_mind": _NEVER_MIND,
    "has_never_mind": (
        *_NEVER_MIND,
        _Sentence(Meaning.NEVER_MIND, Meaning.TURNED, but=_OPENS, where=_PARTS, unless=_DOUBTS),
        _Sentence(Meaning.NEVER_MIND, but=_OPENS, where=["clauses"], unless=["asks", "has_doubt"]),
        _Sentence(Meaning.WORKS, but=[Meaning.NO, Meaning.STAY, *_OPENS], unless=_ASKS),
    ),
    # "no, never mind": to a question it may only be a no
    "declines": (_Sentence(Meaning.NEVER_MIND, but=[Meaning.NO, Meaning.TURNED, *_OPENS], unless=_ASKS),),
}
"""The kinds of sentences, by their names in `Heard`: each is any of its rows. Rows that ask for a kind follow it."""


def _can_be(readings: frozenset[frozenset[Meaning]], allowed: Iterable[Meaning], but: Iterable[Meaning]) -> bool:
    may, must = {*allowed, *but}, set(allowed)
    return any(reading <= may and reading & must for reading in readings)


@lru_cache(maxsize=512)
def hear(text: str, names: tuple[str, ...] = ()) -> Heard:
    """Return what a text means, without the greeting and the signature around it. `names`: of people it may speak of,
    which go with everything."""
    shown = strip_invisible(text.replace("\u200d", "\ue200")).replace("\ue200", "\u200d").strip()
    heard = _hear(shown, names)
    if heard.readings or heard.denies or heard.is_blank:
        return heard
    framed = (_hear(core, names) for core in take_off_frame(shown, is_known=_is_known, is_news=_is_news))
    inner = next((one for one in framed if one.readings and not one.denies), None)
    return replace(inner, asks=heard.asks) if inner is not None else heard


def _is_known(word: str) -> bool:
    """Return True if a word is one of a phrase, and so no name."""
    return fold(word) in _know().vocabulary


def _is_news(line: str) -> bool:
    """Return True if a line has a phrase that no signature has."""
    phrases = _find_phrases(list(_split_tokens(line)), frozenset())
    return any(means & _NEWS and not means & {Meaning.BESIDE, Meaning.OPENER} for _, _, means in phrases)


def _hear(said: str, names: tuple[str, ...]) -> Heard:
    shown = hide_quoted(said)
    tokens, sad, asks = list(_split_tokens(shown)), _is_sad(shown), "?" in shown
    if not tokens:
        fails = frozenset({frozenset({Meaning.FAILS})}) if sad else frozenset[frozenset[Meaning]]()
        return Heard(fails, denies=sad, refutes=sad, asks=asks, is_blank=True)
    is_short = len(shown) <= _LONGEST_TEXT and len(tokens) <= _MOST_TOKENS and "//" not in shown
    called = {_latinize(part) for name in names for part in _WORD.findall(fold(name))}
    known = frozenset(called.union(*(_know().called.get(name, ()) for name in called)))
    readings = _read(tokens, known) if is_short else frozenset()
    is_conditional = not _IF.isdisjoint(tokens) and _is_conditional(tokens)
    phrases = list(_find_phrases(tokens, frozenset()))
    if is_conditional:
        readings = frozenset()
    elif sad or _is_doubted(phrases):
        readings = _without_gladness(readings)
    glad = any(reading <= _POSITIVE | {Meaning.NEVER_MIND} for reading in readings)
    denials = frozenset[Meaning]() if glad else _deny(phrases, asks=asks)
    heard = Heard(readings, _read_clauses(shown) if is_short else frozenset(), denies=bool(denials), asks=asks)
    refutes = not glad and not _ends_solved(shown) and _refutes(tokens, phrases, heard, denials)
    told = {meaning for _, _, means in phrases for meaning in means}
    short = len(tokens) <= _FEW and bool(denials or Meaning.BREAKS in told)
    returns = not glad and (Meaning.TROUBLE in denials or short)
    wants_back = any(Meaning.OPENS in reading for reading in readings)
    again = not glad and len(tokens) <= _FEW and wants_back
    asks_when = is_short and _WHEN.fullmatch(fold(shown)) is not None
    remarks = not denials and _remarks(shown)
    return replace(
        heard,
        refutes=refutes,
        returns=returns,
        again=again,
        remarks=remarks,
        asks_when=asks_when,
    )


_WHEN = re.compile(
    r"(?:(?:hi|hey|hello|so|and|ok|well|привет|здравствуйте|добрый день|а|ну|и|так)\W+)*"
    r"(?:when (?:will|can|could|would|are|is)(?: \w+){1,5}"
    r"|(?:во сколько|когда)(?: (?:уже|же|вы|мне|нам|к нам|ко мне|нас|меня|мы|примерно|наконец|можно|это|все|его|ее))*"
    r" \w+(?:[иеё]те|[уюая]т|[еёи]т)(?:ся)?(?: \w+){0,3})\s*\?+"
)
"""When somebody will do something; who says "I" or names a thing first tells when it fails."""


_ASKS_BACK = re.compile(
    r"(?:(?:and|so|but|а|и|так) )?(?:what|why|how|что|почему|отчего|в чем|из за чего)\b.*"
    r"\b(?:was|were|did|had|happened|был[аои]?|случилось|произошло|сломал\w+)\b"
)
"""Asks what it had been."""


def _ends_solved(shown: str) -> bool:
    """Return True if what is said last is that it works ("no, wrong cable. all good now"): that refutes nothing."""
    for tokens in filter(None, reversed(_split_clauses(shown))):
        if not _can_be(read := _read(tokens, frozenset()), _POSITIVE, ()) or "?" in shown:
            return False
        if _can_be(read, _SOLVED, _POSITIVE):
            return True
    return False


def _read_clauses(shown: str) -> frozenset[frozenset[Meaning]]:
    parts = [tokens for tokens in _split_clauses(shown) if tokens]
    read = (_read(tokens, frozenset()) for tokens in parts)
    return frozenset[frozenset[Meaning]]().union(*read) if len(parts) > 1 else frozenset()


_IF = frozenset({"if", "unless", "если", "ежели"})


def _is_conditional(tokens: Sequence[str]) -> bool:
    """Return True if a condition is made ("if it works, close it"), and not only in passing ("if possible")."""
    several = [(start, end) for start, end, _ in _find_phrases(tokens, frozenset()) if end - start > 1]
    where = (at for at, token in enumerate(tokens) if token in _IF)
    return any(not any(start <= at < end for start, end in several) for at in where)


def _is_doubted(phrases: list[_Phrase]) -> bool:
    """Return True if a phrase of several words denies or doubts, and is in none that grants ("yeah right")."""
    several = [found for found in phrases if found[1] - found[0] > 1]
    granted = [(start, end) for start, end, means in several if means & _POSITIVE]
    doubted = [(start, end) for start, end, means in several if means & (_DENIALS | {Meaning.UNSURE})]
    return any(not any(first <= start and end <= last for first, last in granted) for start, end in doubted)


def _refutes(tokens: list[str], phrases: list[_Phrase], heard: Heard, denials: frozenset[Meaning]) -> bool:
    """Return True if the words deny that something works: wholly, or in a few words, or as a return of the trouble."""
    good = _SOLVED | {Meaning.PRAISE, Meaning.AGREEMENT}
    both = any(reading & good and reading <= _POSITIVE | {Meaning.NO} for reading in heard.readings)
    if denials == {Meaning.NO} and (both or _can_be(heard.clauses, good, _POSITIVE)):
        return False  # "no, all good" may be either
    said = {meaning for _, _, means in phrases for meaning in means}
    bad = _DENIALS - {Meaning.TROUBLE} | {Meaning.BREAKS}
    if denials == {Meaning.TROUBLE} and Meaning.THANKS in said and not (said & bad or heard.readings):
        return False  # "warm again, thanks": words that are not known may say what is well
    says_yes = any(start == 0 and Meaning.YES in means and Meaning.NO not in means for start, _, means in phrases)
    if denials == {Meaning.TROUBLE} and says_yes and not said & bad and (Meaning.THANKS in said or not heard.readings):
        return False  # "yes, back again, cheers": it may be either
    if heard.asks and Meaning.TROUBLE not in said and _ASKS_BACK.match(" ".join(tokens)):
        return False  # "what was wrong?"
    if heard.is_only(*_DENIALS, Meaning.BREAKS, but=[*_POSITIVE, Meaning.TRIED]) and not heard.asks:
        return True
    denied = [(start, end) for start, end, meanings in phrases if end - start > 1 and meanings & _DENIALS]
    parts = {(start, end) for start, end, _ in phrases for first, last in denied if first <= start and end <= last}
    told = frozenset(
        meaning for start, end, means in phrases if (start, end) not in parts - {*denied} for meaning in means
    )
    plain = bool(denied) and not told & _SOLVED
    begins_with_no = any(end == 1 and Meaning.NO in means for _, end, means in phrases)
    clear = len(tokens) <= _FEW or plain or Meaning.TROUBLE in denials or begins_with_no
    breaks = Meaning.BREAKS in told and tokens[0] not in _ADDING and not told & (_SOLVED | {Meaning.UNSURE})
    fails = denials or (breaks and not heard.asks)
    return bool(fails) and clear and Meaning.OTHER not in told


def _remarks(shown: str) -> bool:
    """Return True if each part of a short text praises, with at most one word that is not known."""
    parts = [tokens for part in _CLAUSE.split(shown) if (tokens := list(_split_tokens(part)))]
    return len(shown) <= _LONGEST_TEXT and "?" not in shown and bool(parts) and all(map(_is_remark, parts))


def _is_remark(tokens: list[str]) -> bool:
    phrases = list(_find_phrases(tokens, frozenset()))
    told = {meaning for _, _, means in phrases for meaning in means}
    known = {at for start, end, _ in phrases for at in range(start, end)}
    glad = told & {Meaning.PRAISE, Meaning.RATING} and not told & (_NEWS - {Meaning.NEVER_MIND})
    return bool(glad) and len(tokens) <= _FEW and len(tokens) - len(known) <= 1


def _without_gladness(readings: frozenset[frozenset[Meaning]]) -> frozenset[frozenset[Meaning]]:
    return frozenset(reading for reading in readings if not reading <= _POSITIVE)


_WORD = re.compile(r"[^\W_]+")
_CLAUSE = re.compile(r"[,.:;!?()\n…]+|\s[-–—]\s")
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
            yield from _spell(_shorten(found["word"]))
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
    return twice if twice in _know().vocabulary and once not in _know().vocabulary else once


@lru_cache(maxsize=4096)
def _spell(word: str) -> tuple[str, ...]:
    """Return a word as it is in the phrases: two letters that changed places, one left out or said twice, or a vowel
    as it sounds, are put right, and a "не" written together with its word stands alone."""
    if word in _know().vocabulary or len(word) < _LONG_WORD or word.isdigit():
        return (word,)
    if word[:2] in ("не", "ne") and word[2:] in _know().vocabulary:
        return word[:2], word[2:]
    meant = (one for one in _list_meant(word) if one in _know().vocabulary and len(one) >= _LONG_WORD)
    return (next(meant, word),)


_SOUNDS_LIKE = {"а": "о", "о": "а", "е": "и", "и": "е"}  # if they bear no stress


def _list_meant(word: str) -> Iterator[str]:
    letters = _LETTERS[word[-1] in _LETTERS[1]]
    for at in range(1, len(word)):
        yield word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
        if word[at] == word[at - 1]:
            yield word[:at] + word[at + 1 :]
    yield from (word[:at] + letter + word[at:] for at in range(1, len(word) + 1) for letter in letters)
    yield from (
        word[:at] + _SOUNDS_LIKE[word[at]] + word[at + 1 :] for at in range(len(word)) if word[at] in _SOUNDS_LIKE
    )


@lru_cache(maxsize=16)
def _split_clauses(shown: str) -> list[list[str]]:
    """Return the tokens of each clause; they are asked for some times for one text, and must not be changed."""
    return [list(_split_tokens(clause)) for clause in _CLAUSE.split(shown)]


def _is_emoji(char: str) -> bool:
    return unicodedata.category(char) == "So" or char in _know().emoji or 0x1F1E6 <= ord(char) <= 0x1F1FF


def _read(tokens: list[str], names: frozenset[str]) -> frozenset[frozenset[Meaning]]:
    """Return the meanings of each way to read all tokens as phrases in a row."""
    return _read_in_a_row(tuple(tokens), names)


@lru_cache(maxsize=1024)
def _read_in_a_row(tokens: tuple[str, ...], names: frozenset[str]) -> frozenset[frozenset[Meaning]]:
    reached: list[set[frozenset[Meaning]]] = [set() for _ in range(len(tokens) + 1)]
    reached[0].add(frozenset())
    furthest = 0
    for start, end, meanings in _find_phrases(tokens, names):
        if start > furthest:
            break
        for meaning in meanings if reached[start] else ():
            reached[end] |= {_add(before, meaning) for before in reached[start]}
            furthest = max(furthest, end)
    whole = reached[-1]
    if len(tokens) == 1 and not whole and _is_plain_emoji(tokens[0]):
        whole = {frozenset({Meaning.THANKS})}
    return frozenset(_drop_helpers(reading) for reading in whole) - {frozenset()}


def _add(before: frozenset[Meaning], meaning: Meaning) -> frozenset[Meaning]:
    return before if meaning is Meaning.BESIDE else before | {meaning}


_HELPERS = {
    Meaning.BESIDE_ASKING: {Meaning.OPENER, Meaning.STATE, Meaning.HUMAN, Meaning.BOSS, Meaning.NEVER_MIND},
    Meaning.BESIDE_OPENER: {Meaning.OPENER},
}
"""Words that say nothing beside one of these meanings; whatever is heard in such a text is stored and told."""


def _drop_helpers(reading: frozenset[Meaning]) -> frozenset[Meaning]:
    """Remove words beside a question or a plea, if there is one; otherwise such words are content."""
    fits = all(reading & beside for helper, beside in _HELPERS.items() if helper in reading)
    return reading - frozenset(_HELPERS) if fits else frozenset()


def _is_plain_emoji(token: str) -> bool:
    return not _WORD.fullmatch(token) and token not in _know().emoji


def _mean(words: tuple[str, ...], spelled: tuple[str, ...], names: frozenset[str]) -> frozenset[Meaning]:
    if len(words) == 1:
        if words[0] in _know().emoji:
            return _know().emoji[words[0]]
        if names and any(_is_name(words[0], name) for name in names):
            return frozenset({Meaning.BESIDE})
    return _know().phrases.get(words) or _know().phrases.get(spelled, frozenset())


_ENDS = "a e i u oi ei oiu om em am ia iu ie iei iam iem eia eiu eem"
_CASE_ENDS = frozenset(_ENDS.split())


def _is_name(word: str, name: str) -> bool:
    """Return True if a word is the name, which is in Latin letters, or one of its Russian cases. A word in Latin
    letters has none: "any" is no Anna."""
    latin, stem = _latinize(word), name.rstrip("aei")
    if latin in (name, f"{name}s"):
        return True
    is_declined = len(stem) > 1 and any(char in _LATIN for char in word) and latin.startswith(stem)
    return is_declined and latin[len(stem) :] in _CASE_ENDS


def is_called(word: str, name: str) -> bool:
    """Return True if the word names that person, in any form that is in use for the name."""
    parts = {_latinize(part) for part in _WORD.findall(fold(name))}
    called = parts.union(*(_know().called.get(part, ()) for part in parts))
    return any(_is_name(fold(word), one) for one in called if len(one) > 1)


_FACES = {
    "glad": frozenset({Meaning.YES}),
    "fond": frozenset({Meaning.LAUGHTER, Meaning.BESIDE}),
    "sad": frozenset({Meaning.FAILS}),
    "wave": frozenset({Meaning.GREETING, Meaning.GOODBYE, Meaning.BESIDE}),
    "plea": frozenset({Meaning.OPENER}),
    "calls for attention": frozenset[Meaning](),
}


def _deny(phrases: list[_Phrase], *, asks: bool) -> frozenset[Meaning]:
    """Return the meanings of denial. Those within some phrases do not count: one that means well ("no problem"), one
    that wants nothing more ("never mind"), one that says that nobody has looked yet. Words such as "again" deny
    nothing in a question."""
    covered = set[int]()
    for start, end, meanings in phrases:
        if Meaning.UNSURE in meanings or (end - start > 1 and meanings & (_POSITIVE | {Meaning.NEVER_MIND})):
            covered.update(range(start, end))
    told = _DENIALS - {Meaning.TROUBLE} if asks else _DENIALS
    said = (means & told for start, end, means in phrases if not covered & set(range(start, end)))
    return frozenset(meaning for means in said for meaning in means)


def _find_phrases(tokens: Sequence[str], names: frozenset[str]) -> Iterator[_Phrase]:
    """Yield the phrases in the order of their first words, the shorter first. Words that no phrase begins with are not
    looked up with those that follow: texts of people who report something have hardly any."""
    known = _know()
    latin = [known.cyrillic.get(_latinize(token), token) for token in tokens]
    spelled = [known.aliases.get(token, token) for token in latin]
    tokens = [known.aliases.get(token, token) for token in tokens]
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + known.longest, len(tokens)) + 1):
            words, again = tuple(tokens[start:end]), tuple(spelled[start:end])
            if meanings := _mean(words, again, names):
                yield start, end, meanings
            if end - start <= _BEGINNING and not (words in known.beginnings or again in known.beginnings):
                break


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
        word = "".join(_LATIN.get(char, char) for char in word)
    else:
        for typed, kept in _SPELLINGS:
            word = word.replace(typed, kept)
    return word.replace("ii", "i")


def _load_phrases(aliases: dict[str, str]) -> dict[tuple[str, ...], frozenset[Meaning]]:
    """Read the phrases of all languages, with one spelling of each word, and all meanings of those that become the
    same."""
    found: dict[tuple[str, ...], frozenset[Meaning]] = {}
    shared: dict[frozenset[Meaning], frozenset[Meaning]] = {}
    for language in ("en", "ru"):
        for section, line in read_sections(SENTENCES / f"{language}.txt"):
            own = frozenset({Meaning(section)})
            spelled = (words for phrase in line.split("|") for words in list_spellings(fold(phrase), aliases))
            for words in filter(None, spelled):
                meanings = found.get(words, own) | own
                found[words] = shared.setdefault(meanings, meanings)
    return found


def _load_aliases() -> dict[str, str]:
    """Read which words are spellings of another one, or say the same."""
    rows = [fold(line).split() for _, line in read_sections(SENTENCES / "aliases.txt")]
    return {word: row[0] for row in rows for word in row[1:]}


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """All known phrases by their words, emoji, the first words of phrases, and all their words: as they are, and
    Russian ones by their Latin spelling. `called`: names, and what people call those kindly;
    `aliases`: spellings of a word, with that word."""

    phrases: dict[tuple[str, ...], frozenset[Meaning]]
    emoji: dict[str, frozenset[Meaning]]
    beginnings: frozenset[tuple[str, ...]]
    vocabulary: frozenset[str]
    cyrillic: dict[str, str]
    longest: int
    called: dict[str, frozenset[str]]
    aliases: dict[str, str]


def load_lexicon() -> None:
    """Read the lexicon before the first text is heard, which takes a sixth of a second."""
    _know()


@cache
def _know() -> _Lexicon:
    """Return the lexicon, which is read when the first text is heard: not every process hears any."""
    aliases = _load_aliases()
    phrases = _load_phrases(aliases)
    words = {word for phrase in phrases for word in phrase} | aliases.keys()
    cyrillic = {_latinize(word): word for word in sorted(words) if word[-1] in _LETTERS[1]}
    emoji = {char: _FACES[face] for face, line in read_sections(SENTENCES / "emoji.txt") for char in line.split()}
    beginnings = frozenset(phrase[:length] for phrase in phrases for length in range(1, _BEGINNING + 1))
    vocabulary = frozenset(words | cyrillic.keys())
    rows = [[_latinize(fold(name)) for name in line.split()] for _, line in read_sections(SENTENCES / "names.txt")]
    called = {row[0]: frozenset(row) for row in rows}
    return _Lexicon(phrases, emoji, beginnings, vocabulary, cyrillic, max(map(len, phrases)), called, aliases)
