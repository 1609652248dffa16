"""Two people press Send under one answer that waits, in one moment: one of them sends it, once, and the other is told
who did. Ten answers here, a hundred by `make race`."""

from __future__ import annotations

import os

import pytest

from tests.flows.acts import answers
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import taken
from tests.flows.stage import Stage
from tests.flows.trainees import as_role
from tests.texts import text_of

RUNS = int(os.environ.get("RACE_RUNS", "10"))
BOARD = False
pytestmark = [pytest.mark.sentence("Trainees"), pytest.mark.limit(240)]


async def test_two_presses_of_send_have_one_winner(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    vera = stage.vera
    await as_role(stage, ivan, "senior")
    number = await taken(rita, olga)
    await as_role(stage, olga, "trainee")
    for run in range(1, RUNS + 1):
        await stage.pass_time(seconds=30)
        await answers(olga, number, f"Answer {run}")
        seen = {phone.id: len(await phone.answers()) for phone in (vera, ivan)}
        await _press_send(stage, vera, ivan)
        got = [((await phone.answers())[seen[phone.id] :], phone.name) for phone in (vera, ivan)]
        assert all(len(given) == 1 for given, _ in got)
        losers = [given[0]["text"] for given, _ in got if given[0]["show_alert"]]
        (winner,) = (name for given, name in got if not given[0]["show_alert"])
        assert losers == [text_of("approval-decided", state="sent", by=winner)]
        sent = [words(one) for one in await rita.received()]
        assert sent.count(f"#{number} · Olga: Answer {run}") == 1


async def _press_send(stage: Stage, *people: Phone) -> None:
    """All press the newest Send in one moment; the presses are handled at once."""
    calls = []
    for phone in people:
        message = next(m for m in reversed(await phone.received()) if any(":send:" in b for b in buttons(m)))
        data = next(b for b in buttons(message) if ":send:" in b)
        calls.append({"verb": "press", "person": phone.id, "message_id": message["message_id"], "data": data})
    outcomes = await stage.telegram.do("batch", calls=calls)
    assert all(outcome["ok"] for outcome in outcomes)
    polled = 0
    while polled < len(calls):  # who asks for the same offset again at once gets one update
        polled += await stage.duties.poller.poll_once()
    while await stage.worker.run_once():
        pass
    await stage.settle()
