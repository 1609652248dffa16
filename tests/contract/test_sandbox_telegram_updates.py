"""What the simulated Telegram tells the bot of: polling, presses, groups."""

from __future__ import annotations

from tests.contract.telegram_service import Telegram

# --- polling ---------------------------------------------------------------------------------------------


async def test_at_most_a_hundred_at_once(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("batch", calls=[{"verb": "message", "person": rita, "text": str(n)} for n in range(130)])
    assert [len(await tg.batch()), len(await tg.batch())] == [100, 30]
