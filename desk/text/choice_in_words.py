"""A choice among several things, made in words: by number, by place in the order shown, by words of a subject, by the
name of who has it; both, the other one, a new one. Pure.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from desk.text.short_sentences import fold, hear, is_called

PLACES = (
    (1, r"first|1st|former|перв(?:ая|ую|ой|ом|ое|ого|ому|ый)"),
    (2, r"second|2nd|втор(?:ая|ую|ой|ом|ое|ого|ому)"),
    (3, r"third|3rd|трет(?:ья|ью|ьей|ий|ье|ьего|ьему)"),
    (4, r"fourth|4th|четв[её]рт(?:ая|ую|ой|ом|ое|ого|ому|ый)"),
    (-1, r"last|latter|последн(?:яя|юю|ей|ем|ее|его|ему|ий)"),
    (0, r"other|друг(?:ая|ую|ой|ом|ое|ого|ому)"),
)
_PLACE = "|".join(f"(?P<p{at}>{words})" for at, (_, words) in enumerate(PLACES))
_THING = r"(?:one|request|ticket|issue|problem|case|заявк\w*|тикет\w*|обращени\w*|вопрос\w*|проблем\w*)"
_TO = r"(?:for|to|about|on|with|of|in|regarding|it[’']?s|that was|i mean|по|про|к|ко|на|в|для|о|об|с|со|насч[её]т)"
_GOES_ON = (
    r"(?:can|could|is|isnt|was|works?|worked|has|still|too|also|please|pls|again|not|i|and|but|yes|needs?|got|any"
    r"|ready|done|есть|можно|можете|что|когда|уже|вс[её]|не|закр\w+|отмен\w+|тоже|ещ[её]|работа\w+|заработал\w*|реш\w+|готов\w*"
    r"|котор\w+|which|that|пож\w+|наверн\w+|как|ну|думаю|нужн\w+|опять|снова|пока|там|и|а|но|сейчас|теперь|кажется|вроде|сколько|долго)"
)
_BY_PLACE = re.compile(
    rf"(?:\b{_TO} )*(?P<the>\bthe )?\b(?:{_PLACE})\b(?P<thing> {_THING})?(?=$|\s*[^\w\s]|\s+{_GOES_ON}\b)"
)
_ANY_PLACE = re.compile(rf"\b(?:{'|'.join(words for _, words in PLACES)})\b")
_LAST = re.compile(rf"\b(?:{PLACES[-2][1]})\b")
_EXCLUDES = re.compile(r"\W*(?:(?:no|нет)\W+)?(?:its |it is |это )?(?:not|isnt|не) ")
_NUMBER = re.compile(rf"(?:\b{_TO} )*(?:[#№] ?(\d+)|^\W*(\d+)\W*$)")
_ALL = re.compile(
    r"\W*(?:(?:yes|да|ну)\W+)*(?:(?:(?:for |to |на |к |по )?(?:both|all|обе|обеим?|обеих|оба|обоим|все|всем)"
    r"(?: of them| two| three| сразу| заявки)?"
    r"|и то и другое|и та и другая|и ту и другую|и той и другой)\W*)+(?:please|пожалуйста)?\W*"
)
_ORDINAL = re.compile(
    r"\W*(?:(?:yes|да)\W+)?(?:for |to |к |про )?(?:number|no\.?|nr\.?|номер\w*) (?:(\d)|(?P<p1>one|один|раз)"
    r"|(?P<p2>two|два)|(?P<p3>three|три))\W*(?:please|пожалуйста)?\W*"
)
"""A place in the row by its number: no request need have that number."""
_NEW = re.compile(
    r"\W*(?:(?:no|нет|neither|none|none of (?:them|these)|ни та ни другая|ни одна|ни к одной|ни одной)\W*)?"
    r"(?:(?:it|that|this)(?:s| is| was) |(?:and |а |и )?(?:это|она) )?(?:(?:already|уже|вообще|совсем) )?(?:a |an )?"
    r"(?:new|another|different|separate|separately|новая|новую|новый|новое|отдельная|отдельную|отдельное|отдельный|отдельно|другое)"
    r"(?: one| request| issue| problem| thing| matter| заявка| заявку| вопрос| проблема| тема| дело)?\W*"
    r"(?:(?:please|pls|thanks|пожалуйста)\W*)?"
    r"|\W*(?:neither|none of (?:them|these)|ни та ни другая|ни к одной|ни к какой)\W*"
)
_NOWHERE = re.compile(
    r"\W*(?:to )?(?:nowhere|nobody|no one|none|forget it|never ?mind|nvm|никуда|никому|забудь(?:те)?|не надо"
    r"|не отправляй(?:те)?|undo|cancel|отмена|отмени(?:те|ть)?|dont send(?: it)?|do not send(?: it)?)\W*"
)
_UNSURE = re.compile(
    r"\b(?:i think|i guess|maybe|probably|hmm?|um|sorry|oops|ah|oh|please|think|наверное|наверно|думаю"
    r"|кажется|вроде|ой|э+м*)\b"
)
_HOW_IS = re.compile(
    r"(?:(?:hi|hey|hello|привет|здравствуйте|добрый день|and|so|а|и|ну|эй)\W+)*"
    r"(?:(?:what|how)(?:s| is|[’']s)?(?: (?:about|with|up with|going on with|happening with|it going with))?"
    r"|any (?:news|updates?|progress)(?: (?:on|about|with|for|regarding))?"
    r"|(?:что|как|чего|есть что|есть новости|какие новости)(?: там)?(?: (?:у нас|слышно|нового|дела))?"
    r"(?: (?:с|со|по|о|об|про|насчет))?|(?:с|со|по|насчет) (?:что|как)(?: там)?)(?: the| my| our| мо\w+| наш\w+)?\W*"
)
_REGRETS = re.compile(
    r"\W*(?:(?:oh|oops|no|wait|sorry|actually|ah|i mean|i meant|rather|ой|упс|нет|стоп|извините|простите|вернее|точнее"
    r"|ошиблась|ошибся|перепутал[аи]?)\W+)+"
)
_GIVES_UP = re.compile(
    r"\b(?:forget|cancel|drop|scrap|need(?:ed)?|found|отмен\w+|нуж\w+|надо|забудь\w*|наш(?:л|ел)\w*)\b"
)
_MOST_GIVING_UP = 8
_FEW, _FEW_WITH_NAME, _STEM, _ROOT, _LONGEST = 4, 5, 4, 3, 120


class Special(Enum):
    """A choice that is none of the options."""

    ALL = auto()
    NEW = auto()
    NOWHERE = auto()


@dataclass(frozen=True, slots=True)
class Option:
    """A thing to choose: its number, whose it is, and its subject."""

    number: int
    name: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class WordedChoice:
    """The places of what was chosen, in the order shown, or what `special` says; `rest`: the words beside that."""

    places: tuple[int, ...] = ()
    special: Special | None = None
    rest: str = ""

    @property
    def is_bare(self) -> bool:
        """Return True if nothing else was said."""
        return not _UNSURE.sub("", fold(self.rest)).strip(" .,!?…-–—:;")


def choose(
    options: Sequence[Option], said: str, *, now: int | None = None, is_asked: bool = True
) -> WordedChoice | None:
    """Return what the words choose among the options, or None. `now`: the place of the one that was chosen before;
    `is_asked`: it was asked for, so that words alone are enough."""
    typed = fold(said)
    plain = _UNSURE.sub("", typed).strip()
    if _EXCLUDES.match(typed) or (not is_asked and "#" in typed and _ANY_PLACE.search(typed)):
        return None
    if is_asked:
        if (place := _read_ordinal(options, plain)) is not None:
            return WordedChoice((place,))
        for special, pattern in ((Special.ALL, _ALL), (Special.NOWHERE, _NOWHERE), (Special.NEW, _NEW)):
            if pattern.fullmatch(plain):
                return WordedChoice(tuple(range(len(options))) if special is Special.ALL else (), special)
    return (
        _choose_by_number(options, typed, is_asked=is_asked)
        or _choose_by_place(options, typed, now, is_asked=is_asked)
        or _choose_by_name(options, typed)
    )


def _read_ordinal(options: Sequence[Option], plain: str) -> int | None:
    """Return the place of the option whose number or place "number two" names, or None."""
    found = _ORDINAL.fullmatch(plain)
    if found is None:
        return None
    said = int(found[1]) if found[1] else next(at for at in (1, 2, 3) if found[f"p{at}"])
    by_number = (at for at, option in enumerate(options) if option.number == said)
    return next(by_number, said - 1 if 1 <= said <= len(options) else None)


def _choose_by_number(options: Sequence[Option], typed: str, *, is_asked: bool) -> WordedChoice | None:
    found = [one for one in _NUMBER.finditer(typed) if one[1] or is_asked]
    numbers = {int(one[1] or one[2]) for one in found if len(one[1] or one[2]) <= 9}
    places = tuple(at for at, option in enumerate(options) if option.number in numbers)
    if not places and len(found) == 1 and found[0][2]:
        places = tuple(at for at in range(len(options)) if at + 1 in numbers)
    return WordedChoice(places, rest=_NUMBER.sub(" ", typed)) if len(places) == 1 else None


def _choose_by_place(options: Sequence[Option], typed: str, now: int | None, *, is_asked: bool) -> WordedChoice | None:
    found = list(_BY_PLACE.finditer(typed))
    if len(found) != 1:
        return None
    one = found[0]
    if not is_asked and _names_several(typed):
        return None
    place = next(PLACES[at][0] for at in range(len(PLACES)) if one[f"p{at}"])
    rest = typed[: one.start()] + typed[one.end() :]
    if place == 0:
        others = [at for at in range(len(options)) if at != now]
        return WordedChoice((others[0],), rest=rest) if now is not None and len(others) == 1 else None
    at = len(options) - 1 if place < 0 else place - 1
    is_named = bool(one["the"] or one["thing"] or one[0] != one[0].split()[-1] or _is_cyrillic(one[0]))
    is_alone = is_asked and not _UNSURE.sub("", rest).strip(" .,!?…-")
    return WordedChoice((at,), rest=rest) if at < len(options) and (is_named or is_alone) else None


def _names_several(typed: str) -> bool:
    """Return True if the words speak of more than one place, or of the last one, which may be a time."""
    return len(_ANY_PLACE.findall(typed)) > 1 or _LAST.search(typed) is not None


def _is_cyrillic(word: str) -> bool:
    return "а" <= word[-1] <= "я"


def _choose_by_name(options: Sequence[Option], typed: str) -> WordedChoice | None:
    words = re.findall(r"\w+", typed)
    places = [at for at, option in enumerate(options) if any(is_called(word, option.name) for word in words)]
    if len(words) > _FEW_WITH_NAME or len(places) != 1 or len({option.name for option in options}) < len(options):
        return None
    rest = " ".join(word for word in typed.split() if not is_called(word.strip(",.!?:"), options[places[0]].name))
    few = len(words) <= _FEW
    return WordedChoice((places[0],), rest="" if few and not rest.endswith("?") else rest)


def is_new_matter(said: str) -> bool:
    """Return True if a line says only that something is a request of its own ("that's a separate thing")."""
    return _NEW.fullmatch(_UNSURE.sub("", fold(said)).strip()) is not None


def is_exclusion(said: str) -> bool:
    """Return True if the words say which one is not meant."""
    return _EXCLUDES.match(fold(said)) is not None


def take_off_exclusion(said: str) -> str:
    """Return the name of the one that is not meant, out of words that say nothing else ("no, not the lift!")."""
    return _EXCLUDES.sub("", fold(said), count=1)


def has_choice(said: str) -> bool:
    """Return True if the words may name one of several things by its number or place, without being asked to."""
    typed = fold(said)
    return len(said) <= _LONGEST and any(
        found is not None for found in (_BY_PLACE.search(typed), re.search(r"[#№] ?\d", typed))
    )


def take_off_regret(said: str) -> str | None:
    """Return the words behind those by which somebody corrects themselves ("oh no, the first"), or None."""
    found = _REGRETS.match(fold(said))
    return fold(said)[found.end() :] if found is not None and len(said) <= _LONGEST else None


def take_off_subject(said: str, subject: str) -> str:
    """Return the words without those of the subject, in any form."""
    stems = {word[:_STEM] for word in re.findall(r"\w+", fold(subject)) if len(word) >= _STEM}
    kept = [word for word in fold(said).split() if word.strip(".,!?")[:_STEM] not in stems]
    return " ".join(kept).removeprefix("the ").removeprefix("my ").strip()


def take_off_thing(said: str, subject: str) -> str:
    """Return the words without those of the subject that say nothing alone: "the screen is ok" is "it is ok". What did
    not happen and does now, works: "горит", if the subject is that a lamp "не горит"."""
    stems = {word[:_STEM] for word in re.findall(r"\w+", fold(subject)) if len(word) >= _STEM}
    failed = {word[:_STEM] for word in _FAILED.findall(fold(subject))}
    kept = list[str]()
    for word in said.split():
        stem, denied = fold(word).strip(".,!?:;")[:_STEM], bool(kept) and _DENIES.fullmatch(fold(kept[-1])) is not None
        if stem in failed and not denied and not hear(word).readings:
            kept.append(re.sub(r"[\w’']+", "works" if word.isascii() else "работает", word, count=1))
        else:
            kept.append("ꙮ" if stem in stems and not denied and not hear(word).readings else word)
    return _TAKEN_OFF.sub(_put_it, " ".join(kept)).strip()


def _put_it(found: re.Match[str]) -> str:
    return "" if found["copula"] is None else "it is" if found["copula"] else "it "


_NOT = r"(?:не|not|cant|cannot|wont|doesnt|dont|isnt|didnt)"
_FAILED, _DENIES = re.compile(rf"\b{_NOT} (\w{{{_STEM},}})"), re.compile(_NOT)
_TAKEN_OFF = re.compile(
    r"(?:\b(?:the|my|our|мо\w+|наш\w*) )?(?:ꙮ ?)+"
    r"(?P<copula>(?=(?:is|was|has|does|seems|isn['’]?t|doesn['’]?t)\b)|(?:are|were)\b)?",
    re.IGNORECASE,
)


def may_give_up(said: str) -> bool:
    """Return True if a few words may say that something is not needed."""
    return len(said.split()) <= _MOST_GIVING_UP and _GIVES_UP.search(fold(said)) is not None


def has_root_of(said: str, subject: str) -> bool:
    """Return True if a long word of each begins alike, as forms of one word do ("писем", "письма"): a hint, no more."""
    typed, named = ([word for word in re.findall(r"\w+", fold(text)) if len(word) > _STEM] for text in (said, subject))
    return any(one[:_ROOT] == other[:_ROOT] and abs(len(one) - len(other)) < _ROOT for one in typed for other in named)


def is_asked_after(said: str, subject: str) -> bool:
    """Return True if the words ask how a request stands, by words of its subject: "what about the door?"."""
    rest = take_off_subject(said, subject)
    return "?" in said and rest != fold(said) and _HOW_IS.fullmatch(rest) is not None


def take_off_place(said: str) -> str:
    """Return the words without those that choose."""
    return _NUMBER.sub(" ", _BY_PLACE.sub(" ", fold(said))).strip()


def is_only_subject(said: str, subject_words: Collection[str], telling: Collection[str]) -> bool:
    """Return True if a few words are nothing but words of the subject."""
    return len(said.split()) <= _FEW and set(telling) <= set(subject_words)
