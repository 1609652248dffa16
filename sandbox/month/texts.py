"""The texts of the demo's finished month: people, questions and answers. Texts only."""

from __future__ import annotations

from typing import Final

from desk.text.subject import make_slug

Words = tuple[str, str]
"""A question and its answer."""

AGENTS: Final = {"Olga": 2, "Pavel": 5, "Dana": 3}
"""The agents and their share of all tickets: one of them has half. The first is an admin."""

AGENT_NAMES: Final = {"Olga": "Ольга", "Pavel": "Павел", "Dana": "Дана"}
"""The Russian names by the English ones."""

_DAYS: Final = ((-24, 210), (-17, 160), (-10, 240), (7, 320))
"""The first day of each event, counted from today, and its participants; it lasts two days. The last one is to come."""
_EVENTS: Final = {
    "en": ("Hackathon Kazan", "Robotics cup", "Data olympiad", "Hackathon Ufa"),
    "ru": ("Хакатон Казань", "Кубок роботов", "Олимпиада по данным", "Хакатон Уфа"),
}
EVENTS: Final = {
    language: tuple((make_slug(name), name, *days) for name, days in zip(names, _DAYS, strict=True))
    for language, names in _EVENTS.items()
}
"""By language the short name, name, first day and participants of each event of the month."""

REQUESTERS: Final = {
    "en": (
        "Agnes Holt", "Ben Okafor", "Carla Reyes", "Daniel Frost", "Ewa Lis", "Farah Noor", "Gus Lindqvist",
        "Hana Sato", "Ian Whitaker", "June Albers", "Karim Haddad", "Livia Conti",
    ),
    "ru": (
        "Анна Белова", "Борис Ким", "Вера Соколова", "Глеб Зайцев", "Диана Хасанова", "Егор Лапин", "Жанна Мороз",
        "Игорь Панин", "Карина Юсупова", "Лев Титов", "Марина Волошина", "Никита Шульц",
    ),
}  # fmt: skip

CATEGORIES: Final = {
    "Network": "Сеть",
    "Access": "Доступы",
    "Equipment": "Техника",
    "Rooms": "Залы",
    "Programme": "Программа",
    "Travel": "Дорога",
    "Judging": "Оценка",
}
"""The Russian names by the English ones."""

PLACES: Final = {
    "en": ("at table 4", "at table 11", "in hall B", "in room 204", "in the lobby", "for team Kite", "for team North"),
    "ru": ("за столом 3", "за столом 12", "в зале А", "в комнате 118", "в холле", "у команды «Маяк»", "у команды 27"),
}

TOPICS: Final[dict[str, dict[str, tuple[Words, ...]]]] = {
    "Network": {
        "en": (
            ("The Wi-Fi drops every few minutes", "The access point was restarted, please try again"),
            ("No internet over the cable", "Wrong socket: the left one works now"),
            ("The VPN does not connect", "Port 443 is open for it now"),
        ),
        "ru": (
            ("Пропадает вай-фай", "Перезапустили точку доступа, проверьте, пожалуйста"),
            ("Нет интернета по кабелю", "Переключили порт, теперь работает"),
            ("Очень медленно грузится репозиторий", "Подняли вам канал, стало ли быстрее?"),
        ),
    },
    "Access": {
        "en": (
            ("My badge does not open the side door", "Your badge was renewed, hold it a second longer"),
            ("I cannot sign in to the platform", "The password is reset, the letter is on its way"),
            ("We need a key for the test server", "It is in your team's folder now"),
        ),
        "ru": (
            ("Не пускает на платформу", "Сбросили пароль, письмо уже у вас"),
            ("Не открывается дверь по пропуску", "Пропуск обновили, приложите ещё раз"),
            ("Нужен доступ к датасету", "Доступ открыт, ссылка в профиле команды"),
        ),
    },
    "Equipment": {
        "en": (
            ("The projector shows no picture", "Another cable is plugged in, it should be fine"),
            ("We need one more extension lead", "Somebody brings you two"),
            ("The printer has no paper", "Filled up again, and there is more in the drawer"),
        ),
        "ru": (
            ("Не работает микрофон", "Заменили батарейки, слышно"),
            ("Не хватает удлинителя", "Несём два, будем через пять минут"),
            ("Гаснет монитор", "Поменяли монитор на другой"),
        ),
    },
    "Rooms": {
        "en": (
            ("It is very cold", "The heating is on, give it half an hour"),
            ("Is there a quiet room for a call?", "Room 210 is yours until six"),
            ("Two chairs are missing", "They are on their way"),
        ),
        "ru": (
            ("Очень душно", "Включили вентиляцию"),
            ("Где можно созвониться в тишине?", "Комната 210 ваша до шести"),
            ("Не хватает двух стульев", "Сейчас принесём"),
        ),
    },
    "Programme": {
        "en": (
            ("When does the workshop on testing begin?", "At 14:00 in hall B, and it is recorded"),
            ("Can we move our check-in to the afternoon?", "Yes, you are down for 16:30"),
            ("The schedule on the site is wrong", "Corrected, thank you"),
        ),
        "ru": (
            ("Во сколько завтра начало?", "В 10:00, двери открыты с девяти"),
            ("Можно перенести чекпойнт?", "Да, записали вас на 16:30"),
            ("Не та ссылка на трансляцию", "Исправили, спасибо"),
        ),
    },
    "Travel": {
        "en": (
            ("I need a paper for my employer", "Signed, it is in your mailbox"),
            ("Where does the shuttle leave?", "From the east gate, every twenty minutes"),
            ("My ticket was not refunded", "It went out today, two days at most"),
        ),
        "ru": (
            ("Нужна справка для университета", "Готово, отправили на почту"),
            ("Не пришли билеты", "Отправили ещё раз, проверьте спам"),
            ("Откуда уходит автобус?", "От восточного входа, каждые двадцать минут"),
        ),
    },
    "Judging": {
        "en": (
            ("Our upload is stuck at 90 %", "The limit was too small, upload it once more"),
            ("Which form are the slides to have?", "PDF, ten pages at most"),
            ("Our mark of the first round is missing", "It was entered late, you can see it now"),
        ),
        "ru": (
            ("Решение не загружается", "Увеличили лимит, загрузите ещё раз"),
            ("Не видим оценку первого этапа", "Жюри внесло позже, теперь видно"),
            ("В каком виде сдавать презентацию?", "PDF, не больше десяти страниц"),
        ),
    },
}

ASIDES: Final = {
    "more": {"en": "It is the same on two other laptops", "ru": "На двух других ноутбуках то же самое"},
    "thanks": {"en": "I have sent it, thank you", "ru": "Отправили, спасибо"},
    "which": {"en": "Which one exactly, please?", "ru": "Подскажите, пожалуйста, какой именно?"},
    "again": {"en": "Looking at it once more", "ru": "Смотрим ещё раз"},
    "note": {"en": "Seen before, ask the building's people", "ru": "Уже было, спросить у хозяев площадки"},
    "waits": {"en": "The supplier brings a spare part", "ru": "Ждём деталь от поставщика"},
    "older": {"en": "A jury member waits for it", "ru": "Ждёт член жюри"},
    "praise": {"en": "Quick and friendly", "ru": "Быстро и по делу"},
    "blame": {"en": "It took far too long", "ru": "Слишком долго"},
}
"""Other messages of requesters and agents."""
