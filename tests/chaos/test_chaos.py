"""The short form of `make chaos`: one small day, in every run of the tests."""

from pathlib import Path

import pytest

from tests.chaos.run import Size, live

SHORT = Size(seconds=15, kills=6, pause=0.25, patience=60, small=True)


@pytest.mark.limit(400)
async def test_a_small_day_of_chaos(tmp_path: Path) -> None:
    outcome = await live(1, SHORT, tmp_path)
    assert not outcome.complaints, "\n".join([outcome.line(), *outcome.complaints])
    assert outcome.kills >= SHORT.kills - 1
    assert outcome.restarts >= 1
    assert len(outcome.scenes) >= 10, outcome.scenes
