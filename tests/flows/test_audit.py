"""What was done to the desk itself: every such act leaves a row."""

import pytest

from tests.flows.acts import dismissed, files, invite, linked, reads_audit, unblocks
from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.sql import fetch
from tests.texts import text_of

pytestmark = pytest.mark.sentence("What was done to the desk")

BOARD = False


async def _audit(admin: Phone, wanted: str = "", language: str = "") -> list[str]:
    return (await reads_audit(admin, wanted, language)).splitlines()


@pytest.mark.board
async def test_invites_the_team_categories_links_and_blocks_are_audited(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    ada, felix = await stage.phone("Ada"), await stage.agent("Felix")
    code = await invite(vera, "admin")
    await ada.writes(f"/start {code}")
    await vera.presses(f"admit:{ada.id}")
    await vera.writes("/categories add Acess")
    await vera.writes("/categories rename 1 Access")
    await vera.writes("/categories remove 1")
    await linked(stage, olga)
    await olga.writes("/link off")
    await olga.writes(f"/block {await files(rita, 'Buy my watches <b>today</b>')}")
    await unblocks(olga)
    await dismissed(stage, felix)
    assert (await _audit(vera))[:9] == [
        "Vera (Telegram): removed Felix from the team",
        "Olga (Telegram): " + text_of("audit-unblocked", object="Rita K."),
        "Olga (Telegram): " + text_of("audit-blocked", object="Rita K."),
        "Olga (Telegram): unlinked Olga from the board",
        "Olga (Telegram): " + text_of("audit-linked", object="Olga"),
        "Vera (Telegram): removed the topic Access",
        "Vera (Telegram): renamed a topic: Acess → Access",
        "Vera (Telegram): added the topic Access",
        "Vera (Telegram): " + text_of("audit-admitted", object="Ada"),
    ]
    assert (await _audit(vera))[9:] == [
        "Ada (Telegram): " + text_of("audit-joined", object="Vera", new="admin"),
        "Vera (Telegram): " + text_of("audit-invite-made", new="admin"),
        "Felix (Telegram): " + text_of("audit-joined", object="Vera", new="other"),
        "Vera (Telegram): " + text_of("audit-invite-made", new="other"),
        "Olga (Telegram): " + text_of("audit-joined", object="Vera", new="other"),
        "Vera (Telegram): " + text_of("audit-invite-made", new="other"),
        "Vera (Telegram): " + text_of("audit-admin-by-setting", object="Vera"),
    ]
    assert (await _audit(ada, "тема", "ru"))[0] == "Vera (Telegram): " + text_of(
        "audit-category-removed", "ru", old="Access"
    )
    kept = str(await fetch(stage, "select * from audit"))
    assert code not in kept
    assert "watches" not in kept


async def test_words_narrow_it_down(stage: Stage, olga: Phone) -> None:
    """By what was done as the reader reads it, by whom, to what, by the values; all words have to fit."""
    vera = stage.vera
    await vera.writes("/categories add 100%_sure")
    await vera.writes("/categories add 100 doors")
    assert len(await _audit(vera, "ADDED the")) == 2
    assert await _audit(vera, "added 0%_") == ["Vera (Telegram): added the topic 100%_sure"]
    assert await _audit(vera, "olga") == ["Olga (Telegram): " + text_of("audit-joined", object="Vera", new="other")]
    await dismissed(stage, olga)
    assert (await _audit(vera, "olga"))[0] == "Vera (Telegram): removed Olga from the team"
    assert await _audit(vera, "olga topic") == []
    await vera.writes("/settings remind_minutes 20")
    (changed,) = await _audit(vera, "first reminder")  # a setting by the name that stands there, not by its key
    assert changed.startswith("Vera (Telegram): ")
    assert len(await _audit(vera, "первое напоминание", "ru")) == 1
    for number in range(11):
        await vera.writes(f"/categories add shelf {number}")
    assert len(await _audit(vera, "shelf")) == 11
