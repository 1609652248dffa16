"""The people of the demo. Data only."""

from __future__ import annotations

from typing import Any

from sandbox.servers import ADMIN

REQUESTERS: tuple[dict[str, Any], ...] = (
    {"id": 4001, "first_name": "Mira", "last_name": "Castell", "username": "mira_c", "language_code": "en"},
    {"id": 4002, "first_name": "Тимур", "last_name": "Галеев", "username": "timur_g", "language_code": "ru"},
    {"id": 4003, "first_name": "Lena", "last_name": "Orlova", "language_code": "en"},
)
AGENTS: tuple[dict[str, Any], ...] = (
    ADMIN,
    {"id": 5002, "first_name": "Pavel", "username": "pavel_desk"},
    {"id": 5003, "first_name": "Dana", "username": "dana_desk"},
)
BOARD_NAMES = {
    "en": {ADMIN["id"]: "Olga Berg", 5002: "Pavel Novak", 5003: "Dana Weiss"},
    "ru": {ADMIN["id"]: "Ольга Берг", 5002: "Павел Новак", 5003: "Дана Вайс"},
}
RUSSIAN: dict[int, dict[str, Any]] = {
    4001: {"first_name": "Мира", "last_name": "Кастель", "language_code": "ru"},
    ADMIN["id"]: {"first_name": "Ольга"},
    5002: {"first_name": "Павел"},
    5003: {"first_name": "Дана"},
}
"""What is different about people on a Russian desk."""
OPENS = {"en": 4003, "ru": 4002}
"""The requester of the opening, by the language of the desk: not the first one, whom the visitor plays."""
TITLES = {"en": {4001: "organizer", 4002: "капитан"}, "ru": {4001: "организатор", 4002: "капитан"}}
"""What requesters are, by the language of the desk."""
TEAM_CHAT = {"en": "The team", "ru": "Команда"}


def adapt_person(person: dict[str, Any], language: str) -> dict[str, Any]:
    """Return a person as they are on a desk of that language."""
    return {**person, **RUSSIAN.get(person["id"], {})} if language == "ru" else person
