"""The short conversation with which the demo begins: asked, answered, solved and rated before its visitor comes."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Final

from sandbox.chat_driver import ChatDriver, NoAnswerError


@dataclass(frozen=True, slots=True)
class OpeningWords:
    """The three messages of the opening."""

    question: str
    answer: str
    thanks: str


WORDS: Final = {
    "en": OpeningWords(
        "The projector in room 4 stays black, and we start in ten minutes!",
        "Hold its source button for three seconds, then it finds your laptop.",
        "It does, we have a picture!",
    ),
    "ru": OpeningWords(
        "Проектор в четвёртой комнате не показывает, а через десять минут начинаем!",
        "Подержите на нём кнопку Source три секунды: он найдёт ноутбук.",
        "Заработал, картинка есть!",
    ),
}


async def play_opening(driver: ChatDriver, requester: int, agent: int, language: str) -> int:
    """Let a requester ask and an agent solve it; return the ticket's number, 0 if the bot did not get that far."""
    number = 0
    with contextlib.suppress(NoAnswerError):  # the visitor has stopped the bot: they see as much as there is
        seen = driver.get_last_message_id(agent)
        number = await _ask(driver, requester, WORDS[language])
        await _solve(driver, (requester, agent), number, seen, WORDS[language])
    return number


async def _ask(driver: ChatDriver, requester: int, words: OpeningWords) -> int:
    seen = driver.get_last_message_id(requester)
    driver.send_text(requester, words.question)
    _, data = await driver.press_newest(requester, "send:", seen)
    return int(data.partition(":")[2])


async def _solve(driver: ChatDriver, people: tuple[int, int], number: int, seen: int, words: OpeningWords) -> None:
    """Answer and resolve; `seen`: the agent's last message before it was asked."""
    requester, agent = people
    card, _ = await driver.press_newest(agent, f"claim:{number}", seen)
    heard = driver.get_last_message_id(requester)
    driver.send_text(agent, words.answer, reply_to=card)
    await driver.wait_for(
        lambda: [one for one in driver.get_new_messages(requester, heard) if words.answer in str(one.get("text"))],
        "the answer did not arrive",
    )
    driver.send_text(requester, words.thanks)
    await driver.press_newest(agent, f"resolve:{number}", seen)
    await driver.press_newest(requester, f"solved:{number}:yes", heard)
    await driver.press_newest(requester, f"rate:{number}:5", heard)
    await driver.press_newest(requester, f"rate:{number}:skip", heard)
