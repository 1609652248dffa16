"""The guides' pictures of a team with roles: an answer of a trainee that waits for approval, a review of quality, the
editor of rules; on the real demo, in the desk's language, the panel on a desktop.

`python -m tests.browser.team_pictures [--locale ru]`, or `make screenshot`.
"""

from pathlib import Path

from desk.i18n import say
from tests.browser.clients_pictures import MIRA, WORDS
from tests.browser.panel import Panel
from tests.browser.scene import OLGA, Scene, take_pictures

NAMES = {"en": "Nina Field", "ru": "Нина Полева"}
ASKED = {"en": "The scales show the wrong weight", "ru": "Весы показывают не тот вес"}
CRITERIA = {"en": ("Friendly", "Complete"), "ru": ("Вежливо", "Полно")}


async def _wait_for_approval(scene: Scene) -> None:
    """Nina, a trainee, takes Mira's request and answers; Olga is asked."""
    hands, words, language = scene.hands, WORDS[scene.language], scene.language
    await scene.speaks(MIRA, words.mira)
    made = await hands._post("demo/person", role="trainee", name=NAMES[language], language=language)
    nina = int(made["id"])
    await hands.say(MIRA, f"/new {ASKED[language]}")
    await hands.press(MIRA, "send:2")
    await hands.press(nina, "claim:2")
    await hands.reply(nina, "#2", words.answer)
    await hands.sees(OLGA, words.answer)
    await scene.phone(OLGA, "approval")


async def _add_criteria(panel: Panel, language: str) -> None:
    for name in CRITERIA[language]:
        await panel.opens("/reviews")
        await panel.page.fill("#name", name)
        await panel.page.locator("button[value='add']").click()


async def _draw_review(panel: Panel) -> None:
    await panel.opens("/reviews")
    await panel.page.locator("button[value='draw']").first.click()
    await panel.page.locator("ul.aside-list a[href^='/reviews/']").first.click()


async def _keep(panel: Panel, folder: Path, name: str) -> None:
    """Save the page."""
    assert not panel.complaints
    assert await panel.too_wide() <= 0, name
    await panel.page.screenshot(path=folder / f"{name}.png")


async def _look_at_panel(scene: Scene, panel: Panel) -> None:
    language = scene.language
    await panel.signs_in(scene.hands, OLGA)
    await panel.opens("/approvals")
    await _keep(panel, scene.folder, "approval-in-panel")
    await panel.page.locator("button[value='send']").first.click()
    await scene.hands.sees(MIRA, WORDS[language].answer)
    await scene.hands.say(OLGA, "/resolve 2")
    await scene.hands.sees(MIRA, "#2")
    await scene.hands.press(MIRA, "solved:2:yes")
    await _add_criteria(panel, language)
    await _draw_review(panel)
    await _keep(panel, scene.folder, "review")
    await panel.opens("/rules")
    await panel.page.locator("form[action='/rules/ready'] button").click()
    await panel.page.get_by_role("link", name=say(language, "ready-rule-urgent")).click()
    await _keep(panel, scene.folder, "rule-editor")


if __name__ == "__main__":
    take_pictures(__doc__, _wait_for_approval, _look_at_panel)
