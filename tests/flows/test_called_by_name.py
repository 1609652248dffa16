"""A colleague is named as people write names: whole or first name or username, in any case and either alphabet."""

import pytest

from db.database import Database
from tests.flows.acts import filed_and_taken, invite
from tests.flows.phone import buttons, words
from tests.flows.scenes import assignee
from tests.flows.stage import staged
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("3.4 Commands")


@IN_BOTH
async def test_handed_over_by_name_and_asked_for_when_it_is_not_found(database: Database, language: str) -> None:
    async with staged(database, board=False) as stage, stage.speaking(language):
        rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
        alexey = await stage.phone("Alexey", last_name="Orlov", username="lyosha_desk")
        await alexey.writes(f"/start {await invite(stage.vera)}")
        for name in ("Max", "Max"):
            await stage.agent(name)
        number = await filed_and_taken(rita, olga, "The door does not open")
        for typed in ("alexey", "Алексей", "@Lyosha_Desk", "ALEXEY O.", "Алексей, пожалуйста"):
            await olga.writes(f"/hand {number} {typed}")
            assert await assignee(stage, number) == "Alexey O.", typed
            assert await olga.reads() == text_of("done-hand", number=number, name="Alexey O.")
            await alexey.writes(f"/assign {number} Ольга")
            assert await assignee(stage, number) == "Olga"
        for typed in ("Алексею", "алексею орлову"):
            await olga.writes(f"/hand {number} {typed}")
            assert await assignee(stage, number) == "Alexey O.", typed
            await alexey.writes(f"/hand {number} Ольге")
            assert await assignee(stage, number) == "Olga"
        for typed, line in (
            ("Zoe", text_of("colleague-unknown", name="Zoe")),
            ("Макс", text_of("colleague-several", name="Макс")),
        ):
            await olga.writes(f"/hand {number} {typed}")
            asked = await olga.last()
            assert words(asked) == f"{line}\n\n" + text_of("hand-title", number=number)
            assert f"give:{number}:{alexey.id}" in buttons(asked)
            assert await assignee(stage, number) == "Olga"
        await olga.writes(f"/ask {number} @lyosha_desk which key?")
        assert await olga.reads() == text_of("asked", name="Alexey O.", number=number)
        assert "which key?" in await alexey.reads()
