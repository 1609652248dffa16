"""Check whether something may be offered for a text: a calm question in a language of the desk. Pure; a word missing
from the lists does little harm, a word too many costs an offer.

Choice of the articles that fit well enough to be offered: enough of the question, or enough in all. The thresholds were
chosen on both training halves of `tests/answers`; docs/answers.md has their results.
"""

import re

from desk.text import hear, is_blank, strip_invisible

_WORD = re.compile(r"[^\W\d_]+")
_OTHER_LETTERS = re.compile("[әғқңөұүһіїєґўҳҷäöüßéèêçñåøşğłąęžšč]", re.IGNORECASE)
_OTHER_WORDS = frozenset(
    """
    qanday qilay parolni boladi bolmayapti yordam iltimos rahmat men sizga ishlamayapti nima bilan uchun kerak
    ich der die das und nicht wie ist ein eine mein kann bitte lautet guten
    je vous nous est pas pour avec bonjour hola gracias como para esta
    """.split()  # noqa: SIM905  (read as a text)
)
_ANGER = re.compile(
    r"издева|плевать|мошенник|роспотреб|достал[аи]?\b|сколько можно|позор|безобраз|хам(ы|ите|ство)|кормить завтрак"
    r"|верните деньги|жалоб[ау]|в суд\b|начальника|живого человека|позовите|надоел|отвратител|кошмар|ужас"
    r"|ridiculous|worst|garbage|useless|unacceptable|nobody (cares|answers?)|does nobody|real person|speak to|lawyer"
    r"|disgust|terrible|pathetic|scam|fed up|sick of",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"спасибо|благодар|отбой|вы лучшие|всё (получилось|заработало)|thank|cheers|you rock|the best|haha|lol\b|ахах",
    re.IGNORECASE,
)
_SHOUTING = 0.7
_LONG_ENOUGH = 12  # letters from which on capitals are shouting


def can_offer(text: str) -> bool:
    """Return True if the text asks something, calmly, in Russian or English."""
    heard = hear(text)
    idle = heard.is_small_talk or heard.is_greeting or heard.is_opener or _says_thanks(text)
    return not (idle or _is_angry(text)) and _is_known_language(text)


def _says_thanks(text: str) -> bool:
    """Return True for thanks without a question."""
    return _THANKS.search(strip_invisible(text)) is not None and "?" not in text


def _is_angry(text: str) -> bool:
    """Return True if the words are angry, or in capitals."""
    letters = [char for char in text if char.isalpha()]
    loud = len(letters) >= _LONG_ENOUGH and sum(char.isupper() for char in letters) / len(letters) >= _SHOUTING
    return loud or "!!!" in text or "???" in text or _ANGER.search(strip_invisible(text)) is not None


def _is_known_language(text: str) -> bool:
    """Return True if nothing shows that the text is neither Russian nor English."""
    words = [
        word.casefold() for word in _WORD.findall(strip_invisible(text)) if not all(is_blank(char) for char in word)
    ]
    foreign = sum(word in _OTHER_WORDS for word in words)
    return bool(words) and _OTHER_LETTERS.search(text) is None and foreign < max(2, len(words) // 3)
