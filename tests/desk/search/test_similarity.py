"""How alike two requests are: pairs that an agent would call the same, and pairs that only look like it."""

import pytest

from db.database import Database
from desk.search.similarity import (
    FEWEST_TEXTS,
    make_vector,
    measure_rarities,
    measure_rarity,
    measure_share,
    measure_similarity,
)
from desk.search.stemming import stem_texts
from desk.ticket_similarity import ALIKE, drop_places

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


async def test_what_is_the_same_and_what_is_not(database: Database) -> None:
    async with database.sessions() as session:

        async def scored(pair: tuple[str, str]) -> float:
            one, other = map(drop_places, await stem_texts(session, pair))
            assert measure_similarity(one, other, {}) == measure_similarity(other, one, {})
            return measure_similarity(one, other, {})

        missed = [pair for pair in SAME if await scored(pair) < ALIKE]
        found = [pair for pair in OTHER if await scored(pair) >= ALIKE]
    assert missed == [("не работает вайфай в корпусе", "вай-фай не работает")]  # two writings of one word
    assert found == []


def test_a_rare_stem_says_more_than_a_common_one() -> None:
    assert measure_rarity(1, 1000) == measure_rarity(1, 0) == 1.0
    assert 0 < measure_rarity(1000, 1000) < measure_rarity(100, 1000) < measure_rarity(10, 1000) < 1
    assert measure_rarity(2000, 1000) == measure_rarity(1000, 1000)


def test_rare_stems_say_more_where_the_desk_has_texts_enough() -> None:
    before = [["сервер", "отвеча"]] * (FEWEST_TEXTS - 1)
    assert measure_rarities(before) == {}
    weights = measure_rarities([*before, ["турникет", "застря"]])
    assert weights["сервер"] < 0.3
    assert weights["турникет"] > 0.7
    both, common = ["сервер", "отвеча", "турникет", "застря"], ["сервер", "отвеча", "ключ", "карт"]
    assert measure_similarity(both, common, weights) < ALIKE <= measure_similarity(both, common, {})
    assert measure_similarity(both, ["турникет", "застря"], weights) > 0.8


def test_a_stem_without_a_weight_counts_as_much_as_is_said() -> None:
    asked = {"projector": 1.0, "green": 1.0}
    mentions = [*asked, *(f"word{n}" for n in range(8))]
    assert (
        measure_similarity(asked, mentions, asked, unknown=0.1)
        > 0.8
        > ALIKE
        > measure_similarity(asked, mentions, asked)
    )


def test_what_one_holds_of_the_other() -> None:
    assert measure_share(["door", "hinge", "pleas"], ["door", "hinge", "lamp"]) == 1.0  # asking says nothing
    assert measure_share(["door", "hinge", "lamp", "hall"], ["door", "hinge"]) == 0.5
    assert measure_share(["door"], ["door"]) == measure_share([], ["door"]) == 0.0  # one word says nothing


def test_a_vector_counts_what_is_rare_and_what_is_repeated() -> None:
    found = make_vector(["door", "door", "lamp", "unknown"], {"door": 0.5, "lamp": 0.5})
    assert found["door"] > found["lamp"] > 0
    assert sum(value**2 for value in found.values()) == pytest.approx(1.0)
    assert make_vector(["unknown"], {"door": 0.5}) == {}
