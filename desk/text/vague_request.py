"""Recognition of requests that say neither what they are about nor where: a greeting, a plea, "не работает". Pure, in
both languages; a word that is not in the list counts as information, so a missing word does no harm."""

import re
from collections.abc import Iterable

from desk.text.rich_text import strip_invisible
from desk.text.short_sentences import fold, hear


def has_any_keyword(text: str, words: Iterable[str]) -> bool:
    """Return True if one of the words begins anywhere in the text, in any case: "fail" matches "failed", not
    "unfailing"."""
    plain = " ".join(text.casefold().split())
    return any(re.search(rf"(?<!\w){re.escape(' '.join(word.casefold().split()))}", plain) for word in words)


def find_whole_words(text: str, words: Iterable[str]) -> list[str]:
    """Return those of the words that the text has as whole words, in any case, in the order they are given."""
    plain = " ".join(text.casefold().split())
    return [w for w in words if re.search(rf"(?<!\w){re.escape(' '.join(w.casefold().split()))}(?!\w)", plain)]


_LONGEST, _MOST_WORDS = 80, 8
_URGENT = ("urgent", "asap", "emergency", "срочн")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def _words(them: str) -> frozenset[str]:
    return frozenset(fold(word) for word in them.split())


_SAYS_NOTHING = _words("""
привет приветствую здравствуйте здравствуй здрасте добрый доброе доброго день дня утро утра вечер вечера хай салют
коллеги ребята уважаемые всем вам пожалуйста пж плиз срочно очень скорее быстрее помогите помоги помочь помощь нужна
нужно надо требуется можете можно сможете кто нибудь подскажите подскажи спасите караул не работает работают работало
заработало сломалось сломался сломалась сломано сломали ломается накрылось получается получилось выходит могу можем
вышло ничего никак опять снова всё все совсем вообще тут здесь у меня мне нас нам есть возникла возник проблема
проблемы проблему проблемка вопрос вопросы беда ошибка что то это он она оно они делать и а но я мы вы с по в на
hi hello hey dear team all everyone guys support good morning afternoon evening day please pls plz help me us need
needs i we you can could anyone somebody someone asap urgent urgently now it it's its this that is isn't isnt not no
does doesn't doesnt do don't dont did didn't didnt work works working worked broken broke fails failed failing nothing
anything again still at all here have got a an the problem problems issue issues question questions error something
wrong what to my our
""")


def is_urgent(text: str) -> bool:
    """Return True if a text says that it cannot wait."""
    return has_any_keyword(text, _URGENT)


def is_vague(text: str) -> bool:
    """Return True for a few words, all of which could be said of anything. Thanks and agreement are no request at all,
    so they are not vague."""
    shown = strip_invisible(text).strip()
    heard = hear(shown)
    if not shown or len(shown) > _LONGEST or heard.is_small_talk:
        return False
    words = [fold(word) for word in _WORD.findall(shown)]
    if not words:
        return all(char in "?!. \n" for char in shown)
    return len(words) <= _MOST_WORDS and (heard.is_greeting or all(word in _SAYS_NOTHING for word in words))
