"""The names of the demo's finished month, in both languages. Data only."""

from __future__ import annotations

from typing import Final

from desk.text.subject import make_slug

RUSSIAN_AGENTS: Final = {"Olga": "Ольга", "Pavel": "Павел", "Dana": "Дана"}
RUSSIAN_CATEGORIES: Final = {
    "Network": "Сеть",
    "Access": "Доступы",
    "Equipment": "Техника",
    "Rooms": "Залы",
    "Programme": "Программа",
    "Travel": "Дорога",
    "Judging": "Оценка",
}
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
