"""What people type to support is heard: 209 short sentences, each in its situation."""

import pytest

from db.database import Database
from tests.flows.hearing import Sentence, is_severe, judge, load, set_scene
from tests.flows.hours import sets
from tests.flows.stage import staged

pytestmark = [pytest.mark.sentence("2.8 Small talk")]

BOARD = False
SENTENCES = load()


@pytest.mark.limit(300)
@pytest.mark.parametrize("context", sorted({one.context for one in SENTENCES}))
async def test_short_sentences_are_heard(database: Database, context: str) -> None:
    said = [one for one in SENTENCES if one.context == context]
    missed = await _listen(database, said)
    assert [one.id for one, outcomes in missed if is_severe(one, outcomes)] == []
    assert len(missed) <= 0.05 * len(said), [(one.id, one.text, one.label, got) for one, got in missed]


async def _listen(database: Database, said: list[Sentence]) -> list[tuple[Sentence, set[str]]]:
    missed = []
    async with staged(database) as stage:
        agents = [await stage.agent("Olga"), await stage.agent("Ivan")]
        if said[0].context.startswith("night"):
            await sets(stage, hours="mon-sun 9-18")
        for one in said:
            outcomes = await judge(await set_scene(stage, agents, one), one)
            if not outcomes & set(one.label):
                missed.append((one, outcomes))
    return missed
