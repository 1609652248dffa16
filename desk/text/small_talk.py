"""Recognition of texts that are no request: thanks, agreement, one emoji, greetings. Pure; a phrase missing from the
lists does no harm."""

import re
import unicodedata

from desk.text.rich_text import strip_invisible

_THANKS_AND_AGREEMENT = {
    "en": """
        thanks|thank you|thank u|thx|ty|tnx|cheers|much appreciated|appreciated|appreciate it
        many thanks|thanks a lot|thanks so much|thank you so much|thank you very much|thanks a bunch
        thanks a ton|ok|okay|okey|k|kk|okie|fine|good|great|perfect|awesome|cool|nice|super|excellent
        wonderful|brilliant|lovely|got it|gotcha|understood|roger|clear|sure|agreed|alright|all right
        sounds good|will do|noted|yes|yep|yeah|yup|works now|it works|it works now|works|all good
        that helped|it helped|this helped|helped|solved|fixed|you are the best|youre the best|you rock
        bye|have a nice day|have a good day|no problem|no worries|np|wow
    """,
    "ru": """
        спасибо|спс|спасиб|пасиб|пасибо|спасибки|спасибочки|сенкс|сэнкс|благодарю|благодарим|благодарен
        благодарна|большое спасибо|огромное спасибо|благодарствую|ок|окей|оке|окай|ok|okay|ага|угу|да
        дада|хорошо|отлично|супер|прекрасно|замечательно|класс|круто|здорово|идеально|чудесно|понял
        поняла|поняли|понятно|вас понял|вас поняла|принял|приняла|принято|ясно|ладно|договорились
        согласен|согласна|сойдёт|заработало|всё заработало|работает|всё работает|теперь работает
        получилось|всё получилось|помогло|всё хорошо|вы лучшие|вы лучший|выручили|вы очень выручили
        очень помогли|вы очень помогли|буду ждать|будем ждать|хорошего дня|всего доброго|до свидания|пока|норм
        нормально|ура|огонь|топ
    """,
}
_BESIDE_THANKS = {
    "en": """
        very much|so much|a lot|everyone|all|guys|team|very|again|for your help|for the help|for help
    """,
    "ru": """
        вам|всем|большое|огромное|много|ещё раз|очень|за помощь|вас|команда|ребята|коллеги|теперь
        большущее|ждём|жду
    """,
}
_GREETINGS = {
    "en": """
        hi|hello|hey|hey there|hi there|hello there|good morning|good afternoon|good evening|good day
        greetings|hiya|yo|how are you|how are you doing|how is it going|hows it going|how do you do
        nice to meet you|is anybody there|anybody there|is anyone there|anyone there|is anybody here
        anybody here|is anyone here|anyone here|are you there
    """,
    "ru": """
        привет|приветик|приветствую|здравствуйте|здравствуй|здрасте|здрасьте|здрасти|добрый день
        доброе утро|добрый вечер|доброго дня|доброго утра|доброго вечера|доброго времени суток
        доброй ночи|день добрый|вечер добрый|утро доброе|хай|салют|доброго времени|как дела|как ваши дела
        как твои дела|как вы|как ты|как поживаете|есть кто|есть кто нибудь|есть кто живой|кто нибудь есть
        вы тут|вы здесь|ты тут|ты здесь
    """,
}
_BESIDE_GREETINGS = {
    "en": """
        dear|team|all|everyone|guys|support|folks|colleagues|there
    """,
    "ru": """
        коллеги|уважаемые|ребята|команда|друзья|поддержка|всем|вам|ещё раз
    """,
}
_ASKING_FOR_STATE = {
    "en": """
        status|eta|whats the eta|what is the eta|how long|hows my request|how is my request|where are we with this
        whats the status|what is the status|what is the status of my request|whats the status of my request
        status update|any update|any updates|is there any update|any news|is there any news|any progress
        how long will it take|how long will this take|how long does it take|how much longer|how much longer will it take
        how long do i have to wait|how long until it is done|when will it be ready|when will it be done
        when will it be fixed|when will this be fixed|when will you answer|when will i get an answer
        when will somebody answer|is anyone looking at it|is anyone looking at this|is anybody looking at it
        is somebody looking at it|is someone looking at this|is anyone working on it|is anyone working on this
        is somebody working on it|is someone working on this|whats happening with my request
        what is happening with my request
    """,
    "ru": """
        что там|как там|как дела с заявкой|как дела с моей заявкой|есть движение|есть ли движение|есть прогресс
        когда ждать|когда ждать ответа|на какой стадии
        статус|какой статус|какой сейчас статус|статус заявки|какой статус заявки|какой статус у заявки
        какой статус моей заявки|какой статус у моей заявки|что с моей заявкой|что с заявкой|что там с заявкой
        что там с моей заявкой|как там моя заявка|есть новости|есть ли новости|новости есть|какие новости|что слышно
        что нового|как продвигается|сколько ждать|сколько ещё ждать|сколько нам ждать|сколько мне ждать|долго ждать
        долго ещё|долго ли ждать|ещё долго|долго ещё ждать|сколько это займёт|сколько времени это займёт
        сколько времени займёт|как долго это займёт|как долго ждать|когда ответите|когда ответят|когда мне ответят
        когда будет готово|когда сделаете|когда почините|когда починят|когда решите|когда решат
        кто занимается моей заявкой|кто занимается заявкой|кто нибудь занимается|кто нибудь занимается этим
        занимается кто нибудь|кто нибудь занимается моей заявкой
    """,
}
_BESIDE_ASKING = {
    "en": "please|and|so|tell me|can you tell me|could you tell me|now|yet|then|thanks|thank you|guys|team",
    "ru": "пожалуйста|подскажите|скажите|а|и|ну|так|сейчас|теперь|там|уже|же|спасибо|коллеги|ребята",
}
_WORD = re.compile(r"[^\W_]+")
_LONGEST_GREETING = 80  # characters
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")


def _phrases(lists: dict[str, str]) -> frozenset[tuple[str, ...]]:
    entries = (phrase for text in lists.values() for line in text.split("\n") for phrase in line.split("|"))
    return frozenset(tuple(_fold(phrase).split()) for phrase in entries if phrase.strip())


def _fold(text: str) -> str:
    return text.casefold().replace("ё", "е").replace("'", "").replace("’", "").strip()


_Phrases = frozenset[tuple[str, ...]]
_THANKS, _MORE_THANKS = _phrases(_THANKS_AND_AGREEMENT), _phrases(_BESIDE_THANKS)
_HELLO, _MORE_HELLO = _phrases(_GREETINGS), _phrases(_BESIDE_GREETINGS)
_STATE, _MORE_STATE = _phrases(_ASKING_FOR_STATE), _phrases(_BESIDE_ASKING) | _HELLO | _MORE_HELLO
_YES = _phrases({"en": "yes|yep|yeah|yup|ok|okay|okey|sure|right", "ru": "да|ага|угу|дада|ок|окей|оке|окай|хорошо"})
_LONGEST = max(len(phrase) for phrase in _THANKS | _MORE_THANKS | _HELLO | _MORE_HELLO | _STATE)


def _consists_of(words: list[str], phrases: _Phrases, beside: _Phrases) -> bool:
    """Return True if the words are phrases of both lists in a row, and at least one is of `phrases`."""
    reachable = {(0, False)}
    for start in range(len(words)):
        for said in (False, True):
            if (start, said) in reachable:
                for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
                    phrase = tuple(words[start:end])
                    if phrase in phrases:
                        reachable.add((end, True))
                    elif phrase in beside:
                        reachable.add((end, said))
    return (len(words), True) in reachable


def _is_emoji_part(char: str) -> bool:
    if char in _JOINERS or 0x1F3FB <= ord(char) <= 0x1F3FF or 0xE0020 <= ord(char) <= 0xE007F:
        return True
    return unicodedata.category(char) in ("So", "Sk") or 0x1F1E6 <= ord(char) <= 0x1F1FF


def is_one_emoji(text: str) -> bool:
    """Return True if the text is a single emoji as people see one (with its skin tone, joined parts, a flag, a
    keycap)."""
    shown = text.strip()
    if len(shown) > 1 and shown[0] in "0123456789#*" and shown[-1] == "\u20e3":
        return len(shown) <= 3
    if not shown or not all(_is_emoji_part(char) for char in shown):
        return False
    if all(0x1F1E6 <= ord(char) <= 0x1F1FF for char in shown):
        return len(shown) == 2
    return _bases(shown) == 1


def _bases(shown: str) -> int:
    """Count the separate pictures in a run of emoji characters."""
    count, joined = 0, False
    for char in shown:
        mark = char in _JOINERS or 0x1F3FB <= ord(char) <= 0x1F3FF or 0xE0020 <= ord(char) <= 0xE007F
        if not mark and not joined:
            count += 1
        joined = char == "\u200d"
    return count


def _words_only(text: str) -> list[str]:
    """The words of a text that asks nothing; empty when it asks, counts, or holds what is neither word nor mark."""
    if "?" in text or "//" in text or any(char.isdigit() for char in text):
        return []
    return _WORD.findall(_fold(text))


def is_small_talk(text: str) -> bool:
    """Thanks or agreement only, or one emoji."""
    shown = strip_invisible(text.replace("\u200d", "\ue200")).replace("\ue200", "\u200d").strip()
    return is_one_emoji(shown) or (len(shown) <= 80 and _consists_of(_words_only(shown), _THANKS, _MORE_THANKS))


def is_yes(text: str) -> bool:
    """Return True if the text is agreement and nothing else: a full answer to a question."""
    words = _words_only(strip_invisible(text))
    return bool(words) and all((word,) in _YES for word in words)


def is_greeting(text: str) -> bool:
    """Return True if the text is a greeting and nothing else."""
    words = _words_only(strip_invisible(text).replace("?", " ")) if len(text) <= _LONGEST_GREETING else []
    return _consists_of(words, _HELLO, _MORE_HELLO)


def is_asking_for_progress(text: str) -> bool:
    """Return True if the text only asks about the progress of a request, and does not say what it is about."""
    words = _words_only(strip_invisible(text).replace("?", " ")) if len(text) <= _LONGEST_GREETING else []
    return _consists_of(words, _STATE, _MORE_STATE)


_OPENING = re.compile(r"(?P<hello>[^,.!?:;\n—–-]{1,40})(?:[,.!?:;)]+|\s+[—–-])\s*(?=\S)")


def strip_greeting(line: str) -> str:
    """Return a line without the greetings it begins with ("Hi, team North…" becomes "Team North…"), or "" for a bare
    greeting."""
    start = 0
    while not (len(line) - start <= _LONGEST_GREETING and is_greeting(line[start:])):
        found = _OPENING.match(line, start)
        if found is None or not is_greeting(found["hello"]):
            return line[start : start + 1].upper() + line[start + 1 :] if start else line
        start = found.end()
    return ""
