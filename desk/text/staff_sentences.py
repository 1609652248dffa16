"""The meaning of an agent's whole line, if it is for the desk or for colleagues: a verb, talk, a wish to see a list.

The phrases are in `sentences/staff.txt`. A line that is not wholly one of them is for the requester. Pure.
"""

import re
from enum import StrEnum
from functools import cache

from desk.text.phrases import SENTENCES, list_spellings, read_sections
from desk.text.short_sentences import fold, is_called

_MOST_WORDS = 9
_WORD, _APOSTROPHE = re.compile(r"@?[\w-]+"), re.compile(r"(?<=\w)['’](?=\w)")
_BESIDE = frozenset(
    {"please", "pls", "plz", "пожалуйста", "плиз", "guys", "ребята", "коллеги", "ну", "а", "so", "ok", "ок"}
    | {"oops", "ups", "oh", "damn", "ой", "упс", "блин", "ох"}
)
_ASKING = (
    r"\W*(?:(?:please|hi|hello|so|ok|tell me|a question|а|и|ну|привет|подскажите?|скажите?|пожалуйста|вопрос)\W+)*"
)
_HOW = re.compile(
    rf"{_ASKING}(?:how (?:do|does|can|could|to)(?: i| we| one)?|where (?:do|can|could) (?:i|we)|what can you do"
    r"|(?:как|где)(?: мне| нам| можно| тут| здесь| в боте)* (?:по|на)?(?:стро\w+|став\w+)"
    r"|(?:как|где)(?: мне| нам| можно| тут| здесь| в боте)* (?:включ\w+|выключ\w+|отключ\w+|измен\w+|помен\w+|меня\w+"
    r"|смен\w+|добав\w+|удал\w+|сдела\w+|завес\w+|установ\w+|устан\w+|зада\w+|указ\w+|выстав\w+|пропи\w+|вве\w+)"
    r"|что ты умеешь)\b(?P<what>.*)"
)
_OF_DESK = (
    r"(?:(?:(?:working|opening|business|office) )?hours|ratings?|stars|reminders?|greeting|auto ?close|categories"
    r"|shifts|holidays|(?:work(?:ing)? )?schedule"
    r"|рабоч\w+ (?:часы|время|дни|график)|(?:часы|график|время|режим) работы|график|оценк\w|звезды|напоминани\w"
    r"|приветстви\w|автозакрыти\w|категории|смены|праздники)"
)
"""What a desk has and a requester's thing has not."""
_OUR = r"(?:(?:the|our|my|a|setting for|settings for|нам|мне|у нас|наш\w*) )*"
_WISHED = re.compile(
    rf"{_ASKING}(?:(?:can|could) (?:you|i|we) |is there a way to |(?:i|we) (?:want|need|would like|have) to "
    r"|хочу |хотим |нужно |надо |можно(?: ли)? |как бы )?"
    r"(?:(?:turn|switch)(?: on| off)?|enable|disable|set(?: up)?|change|configure|(?:вы|в|от)ключ\w+|настро\w+"
    r"|поменя\w+|измен\w+|смен[иья]\w*|зада\w+|установ\w+|(?:по|вы)став\w+|указать|прописать)"
    rf"(?P<what> {_OUR}{_OF_DESK}\b.*)"
)
_SHOWN = re.compile(
    rf"{_ASKING}(?:(?:where|what)(?: are| is|s) |show(?: me)? |(?:где|какие|какой|покажи\w*)(?: тут| здесь| сейчас)? )?"
    rf"(?P<what>{_OUR}{_OF_DESK}(?: now| set| сейчас| указан\w*| зада\w+)?)\W*"
)
_HOURS = re.compile(
    r"\W*(?:we (?:work|are open)|our (?:working |opening |business )?hours are|(?:мы )?работаем|мы открыты"
    r"|наши часы(?: работы)?)\b.*\d.*"
)
_EMPTY = frozenset(
    [
        "set",
        "change",
        "configure",
        "find",
        "get",
        "see",
        "make",
        "use",
        "my",
        "our",
        "setting",
        "the",
        "a",
        "an",
        "i",
        "we",
        "you",
        "on",
        "off",
        "to",
        "for",
        "in",
        "do",
        "it",
        "this",
        "add",
        "remove",
        "please",
        "пожалуйста",
        "up",
        "turn",
        "switch",
        "desk",
        "bot",
        "мне",
        "мой",
        "мои",
        "нам",
        "нас",
        "наш",
        "наши",
        "у",
        "это",
        "бот",
        "в",
        "на",
        "по",
        "и",
        "для",
        "до",
        "с",
        "из",
        "от",
    ]
)


class StaffMeaning(StrEnum):
    """The purposes of an agent's line, named as the sections of the file; UNDO: what they did last is taken back; SEND
    and INSIDE: what was asked about is for the requester, or for the team; HELP: how something is done."""

    RESOLVE = "resolve"
    PENDING = "pending"
    PROGRESS = "progress"
    TALK = "talk"
    UNDO = "undo"
    SEND = "send"
    INSIDE = "inside"
    MINE = "mine"
    QUEUE = "queue"
    DUTY = "duty"
    HELP = "help"


VERBS = frozenset({StaffMeaning.RESOLVE, StaffMeaning.PENDING, StaffMeaning.PROGRESS})
_LISTS = frozenset({StaffMeaning.MINE, StaffMeaning.QUEUE, StaffMeaning.DUTY})
WISHES = _LISTS | {StaffMeaning.HELP}
NOT_FOR_REQUESTERS = VERBS | _LISTS | {StaffMeaning.TALK, StaffMeaning.UNDO}


def hear_staff(text: str, requester: str = "") -> frozenset[StaffMeaning]:
    """Return what a whole line of an agent means to the desk or to colleagues; nothing if it may be for the requester,
    of that name."""
    typed = _WORD.findall(_APOSTROPHE.sub("", text.strip()))
    if not typed or len(typed) > _MOST_WORDS or "\n" in text.strip() or text.lstrip().startswith("/"):
        return frozenset()
    words = [fold(word) for word in typed]
    plain = tuple(word for word in words if word not in _BESIDE) or tuple(words)
    named = tuple("~" if _is_name(word, requester) else fold(word) for word in typed if fold(word) not in _BESIDE)
    found = _phrases().get(plain, frozenset()) | _phrases().get(named, frozenset())
    return found | ({StaffMeaning.HELP} if _find_task(text) is not None else frozenset())


def read_help_words(text: str) -> str:
    """Return what help is asked about, or "" if it is not said."""
    words = re.findall(r"\w+", _find_task(text) or "")
    return " ".join(word for word in words if word not in _EMPTY and not word.isdigit())


def _find_task(text: str) -> str | None:
    """Return what is to be done to the desk, None if nothing is: how it is done, that it shall be, the team's hours."""
    said = fold(text)
    found = _HOW.fullmatch(said) or _WISHED.fullmatch(said) or _SHOWN.fullmatch(said)
    if found is not None:
        return found["what"]
    return ("часы" if re.search("[а-я]", said) else "hours") if _HOURS.fullmatch(said) else None


def _is_name(word: str, requester: str) -> bool:
    """Return True if a word may name a colleague: it has a capital letter or an @, and does not name the requester."""
    return (word.startswith("@") or word[:1].isupper()) and not is_called(word.removeprefix("@"), requester)


@cache
def _phrases() -> dict[tuple[str, ...], frozenset[StaffMeaning]]:
    found: dict[tuple[str, ...], frozenset[StaffMeaning]] = {}
    for section, line in read_sections(SENTENCES / "staff.txt"):
        for words in (words for phrase in line.split("|") for words in list_spellings(fold(phrase)) if words):
            found[words] = found.get(words, frozenset()) | {StaffMeaning(section)}
    return found
