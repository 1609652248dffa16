"""How alike two requests are: pairs that an agent would call the same, and pairs that only look like it."""

import pytest
from sqlalchemy import text

from db.database import Database
from desk.likeness.score import ALIKE, FEWEST_TEXTS, alike, elsewhere, places, weights

SAME = [
    ("Не открывается личный кабинет, пишет ошибка", "Не могу открыть личный кабинет, выдаёт ошибку"),
    ("не работает вайфай в корпусе", "вай-фай не работает"),
    ("Не грузится сайт олимпиады", "сайт олимпиады не загружается"),
    ("Не могу войти в аккаунт, пароль не подходит", "не могу войти, говорит пароль не подходит"),
    ("не приходит письмо с подтверждением регистрации", "письмо с подтверждением так и не пришло"),
    ("Проектор не включается", "проектор в аудитории не включается"),
    ("The printer is on fire", "Printer on fire!!!"),
    ("I cannot log in, it says wrong password", "cannot log in: wrong password"),
    ("The projector in the big hall does not turn on", "projector does not turn on"),
    ("Wi-Fi is down in the hall", "no wifi in the hall, wi-fi is down"),
    ("сервер не отвечает 502 bad gateway", "Сервер не отвечает, ошибка 502"),
    ("Добрый день! Система не принимает решения, зависает проверка", "проверка решения зависла, система не принимает"),
    ("The website does not load", "website won't load"),
    ("Зависла проверка решений", "проверка решений зависла"),
    ("Can't submit my solution, the page hangs", "page hangs when I submit my solution"),
    ("Очень медленно грузится страница с задачами", "страница с задачами грузится медленно"),
]
OTHER = [
    ("Не работает принтер", "Не работает проектор"),
    ("не могу войти в аккаунт", "не могу оплатить участие"),
    ("Нет мыла в туалете", "Нет воды в кулере"),
    ("Hello, please help: the printer is broken", "Hello, please help: I forgot my password"),
    ("The projector does not turn on", "The lamp does not turn on"),
    ("Здравствуйте, подскажите где расписание", "Здравствуйте, подскажите где столовая"),
    ("не открывается задача A", "не открывается дверь"),
    ("Where can I find the schedule?", "Where can I find my badge?"),
    ("Нужен удлинитель", "Нужен микрофон"),
    ("сломался стул", "сломался стол"),
    ("My chair is broken", "My screen is broken"),
    ("Когда начинается тур", "Когда заканчивается регистрация"),
    ("ошибка при загрузке решения", "ошибка при оплате картой"),
    ("The website does not load", "The lift does not work"),
    ("Пришлите, пожалуйста, сертификат участника", "Пришлите, пожалуйста, программу"),
    ("не печатает принтер, застряла бумага", "закончилась бумага в туалете"),
    ("ошибка при загрузке решения", "ошибка на экране при входе"),
    ("не включается проектор в большом зале", "не включается свет в большом зале"),
    ("The lamp in the big hall is broken", "The door of the big hall is broken"),
    ("", "принтер"),
    ("👍", "👍"),
    ("502", "502"),
]

_STEMS = text("select tsvector_to_array(to_tsvector('russian', translate(:words, 'ёЁ', 'еЕ')))")


async def test_what_is_the_same_and_what_is_not(database: Database) -> None:
    async with database.sessions() as session:

        async def scored(one: str, other: str) -> float:
            stems = [(await session.execute(_STEMS, {"words": words})).scalar_one() for words in (one, other)]
            assert alike(*stems, {}) == alike(*reversed(stems), {})
            return alike(*stems, {})

        missed = [pair for pair in SAME if await scored(*pair) < ALIKE]
        found = [pair for pair in OTHER if await scored(*pair) >= ALIKE]
    assert missed == [("не работает вайфай в корпусе", "вай-фай не работает")]  # two writings of one word
    assert found == []


def test_rare_words_say_more_where_the_desk_has_texts_enough() -> None:
    before = [["сервер", "отвеча"]] * (FEWEST_TEXTS - 1)
    assert weights(before) == {}
    weighed = weights([*before, ["турникет", "застря"]])
    assert weighed["сервер"] < 0.3
    assert weighed["турникет"] > 0.7
    both, common = ["сервер", "отвеча", "турникет", "застря"], ["сервер", "отвеча", "ключ", "карт"]
    assert alike(both, common, weighed) < ALIKE <= alike(both, common, {})
    assert alike(both, ["турникет", "застря"], weighed) > 0.8


@pytest.mark.parametrize(
    ("later", "earlier", "other"),
    [
        ("Проектор в аудитории 205", "Проектор в аудитории 207", True),
        ("Проектор в ауд. 205", "в 205 проектор", False),
        ("Проектор в аудитории 205", "Проектор не включается", False),
        ("Проектор не включается", "Проектор в аудитории 205", False),
        ("принтер на втором этаже", "принтер на третьем этаже", True),
        ("принтер на 2 этаже", "принтер на втором этаже", False),
        ("The lamp in hall B", "The lamp in hall A", True),
        ("The lamp on the second floor", "The lamp, floor 2", False),
        ("error 500", "error 404", True),
        ("в зале и в 3", "в зале A", True),
        ("в зале и темно", "в зале A и темно", False),
        ("", "205", False),
    ],
)
def test_another_place_is_named(later: str, earlier: str, other: bool) -> None:
    assert elsewhere(later, earlier) is other
    assert elsewhere(later, later) is False


def test_places_of_hostile_text() -> None:
    assert places("\u202e<b>Hall</b> B\x00 " * 400) == {"b"}
    assert places("зал" * 2000) == frozenset()
