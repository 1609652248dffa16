"""The texts of the demo's desk with knowledge, except its articles, and what people typically ask it. Texts only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desk.menu.items import MenuKind

Translations = Mapping[str, str]
"""One text by language."""


@dataclass(frozen=True, slots=True)
class MenuButton:
    """A button of the menu.

    `target`: an article's slug, a topic's key or an address; `text`: what the button shows; `under`: the buttons of
    a submenu.
    """

    kind: MenuKind
    caption: Translations
    target: str = ""
    text: Translations | None = None
    under: tuple[MenuButton, ...] = ()


REPLIES: Final = {
    "which": "Hello {name}, which browser is that, and what exactly does the page say?",
    "photo": "Could you send a photo of the screen? A phone's camera will do.",
    "later": "We are on it, {name}. You can expect an answer about #{number} by {expected}.",
    "done": "That should work again, {name}. Please try once more and tell us. {agent}",
    "браузер": "{имя}, здравствуйте! Какой у вас браузер и что именно написано на странице?",
    "снимок": "Пришлите, пожалуйста, снимок экрана: можно просто фото с телефона.",
    "позже": "{имя}, уже занимаемся. Ответим по заявке #{номер} к этому времени: {срок}.",
    "готово": "{имя}, должно снова работать. Попробуйте ещё раз и напишите, как получилось. {агент}",
}
"""Canned replies of the desk by their keys."""

QUESTIONS: Final[Mapping[str, tuple[tuple[str, Translations], ...]]] = {
    "not-working": (
        ("place", {"en": "Where is it: which room, stand or shop?", "ru": "Где это: зал, стойка, магазин?"}),
        ("device", {"en": "What does it happen on?", "ru": "На каком устройстве?"}),
    ),
    "equipment": (
        ("place", {"en": "Where does it stand?", "ru": "Где стоит?"}),
        ("device", {"en": "Which device is it?", "ru": "Что за устройство?"}),
    ),
}
"""The questions of offered topics, by key."""


def _make_article_button(slug: str, en: str, ru: str) -> MenuButton:
    return MenuButton(MenuKind.ARTICLE, {"en": en, "ru": ru}, target=slug)


_HOURS: Final = {
    "en": "Somebody from the team is here from nine in the morning to nine at night, at weekends too. "
    "Write at any time: nothing gets lost.",
    "ru": "Команда на месте с девяти утра до девяти вечера, и в выходные тоже. "
    "Пишите в любое время: ничего не потеряется.",
}

MENU: Final = (
    MenuButton(
        MenuKind.SUBMENU,
        {"en": "Account and payment", "ru": "Аккаунт и оплата"},
        under=(
            _make_article_button("reset-password", "I can't sign in", "Не могу войти"),
            _make_article_button("change-email", "Change my e-mail", "Сменить почту"),
            _make_article_button("invoice", "Invoices and papers", "Счета и документы"),
            _make_article_button("refund", "Get my money back", "Вернуть деньги"),
        ),
    ),
    MenuButton(
        MenuKind.SUBMENU,
        {"en": "At the venue", "ru": "На площадке"},
        under=(
            _make_article_button("entrance-pass", "How to get in", "Как пройти"),
            _make_article_button("wifi", "Wi-Fi", "Вай-фай"),
            _make_article_button("printing", "Printing", "Печать"),
            _make_article_button("schedule", "Timetable", "Расписание"),
        ),
    ),
    MenuButton(MenuKind.TEXT, {"en": "When are you there?", "ru": "Когда вы на месте?"}, text=_HOURS),
    MenuButton(MenuKind.TOPIC, {"en": "Something is broken", "ru": "Что-то сломалось"}, target="not-working"),
    MenuButton(MenuKind.LINK, {"en": "Programme", "ru": "Программа"}, target="https://hack.example/program"),
    MenuButton(MenuKind.PERSON, {"en": "Talk to a person", "ru": "Написать человеку"}),
)
"""The menu's first screen."""

TYPICAL_QUESTIONS: Final = {
    "en": ("I forgot my password", "How do I connect to the Wi-Fi here?", "How do I print from my phone?"),
    "ru": ("Забыл пароль", "Как подключиться к вайфаю?", "Как распечатать с телефона?"),
}
"""Questions with an automatic answer, by language."""
