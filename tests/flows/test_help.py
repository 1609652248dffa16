"""`/help` of the team: a short page with a button per task, and a search by words."""

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("Commands")

BOARD = False


@IN_BOTH
async def test_an_agent_opens_a_task_and_finds_a_command_by_words(stage: Stage, olga: Phone, language: str) -> None:
    async with stage.speaking(language):
        await olga.writes("/help")
        first = await olga.last()
        assert words(first) == text_of("help-staff")
        assert "help:team" in buttons(first)
        await olga.presses("help:work")
        assert await olga.last_id() == first["message_id"]
        assert text_of("help-do-hold") in await olga.reads()
        assert "/price" not in await olga.reads(), "payments are off"
        await olga.presses("help:")
        assert await olga.reads() == text_of("help-staff")
        for typed, found in (("merge", "merge"), ("take", "take"), ("не спеша", ""), ("стажёр", ""), ("колле", "ask")):
            await olga.writes(f"/help {typed}")
            key = "help-found" if found else "help-none"
            assert (await olga.reads()).startswith(text_of(key, words=typed))
            assert not found or text_of(f"help-do-{found}") in await olga.reads()


async def test_an_admin_finds_what_only_admins_may(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    await vera.writes("/help e-mail")
    assert "MAIL_URL: docs/how-to/operators/email.md" in await vera.reads()
    for typed in ("коллег", "приглаш"):
        await vera.writes(f"/help {typed}")
        assert text_of("help-do-invite") in await vera.reads()
    await olga.writes("/help коллег")
    assert text_of("help-do-invite") not in await olga.reads()


@IN_BOTH
async def test_other_words_for_a_thing_find_its_command(stage: Stage, language: str) -> None:
    vera = stage.vera
    async with stage.speaking(language):
        for typed, name in (
            ("права", "staff"), ("rights", "staff"), ("canned", "replies"),
            ("шаблоны", "replies"), ("hours", "settings"), ("часы", "settings"), ("праздники", "settings"),
            ("шаблонов", "replies"), ("reports", "stats"), ("как изменить часы", "settings"),
            ("how do I change hours", "settings"),
        ):  # fmt: skip
            await vera.writes(f"/help {typed}")
            assert text_of(f"help-do-{name}") in await vera.reads(), typed


@IN_BOTH
async def test_words_for_what_is_off_offer_to_switch_it_on(stage: Stage, olga: Phone, language: str) -> None:
    vera = stage.vera
    async with stage.speaking(language):
        await olga.writes("/help оплата")
        assert (await olga.reads()).startswith(text_of("help-none", words="оплата"))
        await vera.writes("/help оплата")
        off = text_of("command-off", typed="/price", setting=text_of("setting-payments"))
        assert await vera.reads() == off
        await vera.presses("setto:payments:on")
        await vera.writes("/help оплата")
        assert text_of("help-do-price") in await vera.reads()
