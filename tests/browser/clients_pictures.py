"""The guides' pictures of a service company: registration, a director's list, a payment, the account block on card,
board and panel; on the real demo, in the desk's language.

`python -m tests.browser.clients_pictures [--locale ru]`, or `make screenshot`.
"""

from dataclasses import dataclass

from desk.i18n import say
from tests.browser.panel import Panel
from tests.browser.scene import OLGA, Scene, take_pictures
from tests.texts import piece_of

MIRA, LENA = 4001, 4003


@dataclass(frozen=True, slots=True)
class Words:
    """What people write, in the language of the desk."""

    mira: str
    lena: str
    scales: str
    till: str
    answer: str


WORDS = {
    "en": Words(
        "Mira Castell",
        "Lena Orlova",
        "The scales show the wrong weight since this morning",
        "The till prints no receipts",
        "I will come at two and calibrate them.",
    ),
    "ru": Words(
        "Мира Кастель",
        "Лена Орлова",
        "Весы с утра показывают не тот вес",
        "Касса не печатает чеки",
        "Приеду к двум и настрою.",
    ),
}


async def _register(scene: Scene) -> None:
    await scene.hands.say(LENA, "/register")
    await scene.hands.sees(LENA, say(scene.language, "register-number")[:30])
    await scene.contact(LENA)
    await scene.hands.sees(LENA, say(scene.language, "register-done"))
    await scene.phone(LENA, "registration")


async def _file(scene: Scene, who: int, words: str, number: int) -> None:
    await scene.hands.say(who, f"/new {words}")
    await scene.hands.press(who, f"send:{number}")
    await scene.hands.task(number)


async def _play(scene: Scene) -> None:
    """The story: Lena registers and asks, Olga takes it and asks for a price, Mira, the director, pays."""
    hands, words = scene.hands, WORDS[scene.language]
    for person, name in ((MIRA, words.mira), (LENA, words.lena)):
        await scene.speaks(person, name)
    await hands._post("desk/company")
    await _register(scene)
    await _file(scene, LENA, words.till, 2)
    await _file(scene, LENA, words.scales, 3)
    await hands.press(OLGA, "claim:3")
    await hands.reply(OLGA, "#3", words.answer)
    await hands.sees(LENA, words.answer)
    await hands.say(MIRA, "/tickets")
    await hands.sees(MIRA, words.till[:20])
    await scene.phone(MIRA, "directors-list")
    olga = scene.screen.phone(OLGA)
    await olga.large()
    await scene.keep(olga.chat.locator(".msg.bot", has_text="2026/118").last, "account-on-card")
    await hands.say(OLGA, "/price 3 1500")
    await hands.press(MIRA, "sandbox:pay")
    await hands.sees(MIRA, piece_of("price-paid", scene.language))
    await scene.screen.board.opens(3)
    await scene.keep(scene.screen.one("task-sheet"), "account-on-board")
    await scene.screen.page.keyboard.press("Escape")
    await scene.phone(MIRA, "payment")


async def _look_at_panel(scene: Scene, panel: Panel) -> None:
    await panel.signs_in(scene.hands, OLGA)
    for address, name in (("/tickets/3", "account-in-panel"), ("/organizations/1", "organization")):
        await panel.opens(address)
        await panel.page.screenshot(path=scene.folder / f"{name}.png")


if __name__ == "__main__":
    take_pictures(__doc__, _play, _look_at_panel)
