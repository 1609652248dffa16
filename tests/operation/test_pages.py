"""What both doors show over HTTP, and how often hints make the board be read."""

from __future__ import annotations

import base64
import hmac

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.api.failures import FailureKind
from db.models import Box, JobState, Lane
from tests.operation.doors import VERA, Surroundings, Working, at_work

pytestmark = pytest.mark.sentence("6 Names that others rely on")

SECRET = "the app's client secret"
WORDS: dict[str, set[str]] = {
    "box": {box.value for box in Box},
    "lane": {lane.name.lower() for lane in Lane},
    "state": {state.value for state in JobState},
    "side": {"telegram", "todoist"},
    "outcome": {"done", "retry", "bury", "park"},
    "kind": {trouble.value for trouble in FailureKind} | {"token", "throttled", "no_answer", "server", "refused"},
}
"""The fixed lists that labels come from."""


async def _figures(working: Working) -> dict[str, list[tuple[dict[str, str], float]]]:
    status, text = await working.get("/metrics")
    assert status == 200
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((dict(sample.labels), sample.value))
    return found


async def test_labels_come_from_fixed_lists_and_queue_figures_from_the_tables(around: Surroundings) -> None:
    await around.telegram.do("fault", method="sendMessage", status=502, html=True)
    await around.todoist.do("fault", path="sync", status=503, html=True)
    async with at_work(around, around.bot()) as bot, at_work(around, around.board()) as board:
        await bot.until_ready()
        await around.telegram.do("message", person=VERA, text='/start <b>{label}="x"</b>')
        await around.telegram.do("message", person=VERA, text="/new The door of hall A is locked")
        await around.until(lambda: around.told(VERA, "#1"), "a request is filed")
        for working in (bot, board):
            figures = await _figures(working)
            assert ({}, 1.0) in figures["pulldesk_tables_readable"]
            for name, samples in figures.items():
                for labels, _ in samples if name.startswith("pulldesk_") else []:
                    for label, value in labels.items():
                        assert value in WORDS[label], (name, label, value)
        names = set(await _figures(bot))
        assert {"pulldesk_jobs_oldest_seconds", "pulldesk_updates_total", "pulldesk_delivered_total"} <= names


async def test_both_doors_answer_the_three_pages_and_nothing_else(around: Surroundings) -> None:
    async with at_work(around, around.bot()) as bot, at_work(around, around.board()) as board:
        for working, checks in ((bot, {"database", "telegram"}), (board, {"database", "todoist"})):
            await working.until_ready()
            assert set(await working.ready()) == checks
            assert await working.get("/healthz") == (200, "ok\n")
            for path in ("/", "/webhooks/todoist", "/metrics/", "/../.env", "/healthz/x"):
                assert (await working.get(path))[0] in {404, 405}, path


async def test_without_its_port_the_bot_listens_nowhere(around: Surroundings) -> None:
    async with at_work(around, around.bot(bot_http_port=None)):
        await around.telegram.do("message", person=VERA, text="/start")
        await around.until(lambda: around.chat(VERA), "it works")


async def test_however_many_hints_come_the_bucket_bounds_the_readings(around: Surroundings) -> None:
    settings = around.board(todoist_client_id="id", todoist_client_secret=SecretStr(SECRET), sync_interval_seconds=None)
    body = b'{"event_name": "item:updated"}'
    signed = {"X-Todoist-Hmac-SHA256": base64.b64encode(hmac.digest(SECRET.encode(), body, "sha256")).decode()}
    async with at_work(around, settings) as board:
        await board.until_ready()
        await around.until(lambda: _reads(around), "the board was read at the start")
        before, loop = await _reads(around), around.loop()
        began = loop.time()
        for _ in range(400):
            async with around.http.post(board.url + "/webhooks/todoist", data=body, headers=signed) as answer:
                assert answer.status == 200
        await around.until(lambda: _more_reads(around, before), "a hint makes the board be read")
        read, seconds = await _reads(around) - before, loop.time() - began
    assert 1 <= read <= 60 + seconds + 1


async def _reads(around: Surroundings) -> int:
    return int((await around.todoist.read("calls", path="sync"))["count"])


async def _more_reads(around: Surroundings, before: int) -> bool:
    return await _reads(around) > before
