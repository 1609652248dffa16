"""What becomes no request: too many of one person, blocked people, and who writes as a group."""

import pytest

from tests.flows.group import BOT, GroupChat, count_stored
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Requests from groups")


async def test_who_has_too_many_requests_elsewhere(stage: Stage, group: GroupChat, olga: Phone, rita: Phone) -> None:
    for n in range(stage.settings.limits.max_untaken):
        await rita.writes(f"/new Lamp {n} is broken")
    await group.write(rita, f"{BOT} The projector is broken")
    await group.write(rita, f"{BOT} The projector is broken, I said")
    assert await group.texts() == [text_of("group-crowded")]


async def test_a_blocked_person_gets_no_request(stage: Stage, group: GroupChat, olga: Phone, nina: Phone) -> None:
    said = await group.write(nina, f"{BOT} The projector is broken")
    await olga.writes("/block 1")
    await group.write(nina, f"{BOT} The lamp is broken")
    other = await group.write(nina, "And the door")
    await group.write(olga, "/ticket", reply_to=other)
    assert words(await olga.last()) == text_of("group-ticket-blocked", name="Nina")
    assert len(await group.received()) == 1 and said


async def test_too_many_requests_of_one_person(stage: Stage, group: GroupChat, olga: Phone, nina: Phone) -> None:
    for n in range(6):
        await group.write(nina, f"{BOT} Lamp {n} is broken")
    receipts = [t for t in await group.texts() if t.startswith("#")]
    assert len(receipts) == stage.settings.limits.max_untaken
    assert await count_stored(stage, "Lamp 5") > 0, "the words joined the newest"


async def test_who_writes_as_the_group_or_a_channel(stage: Stage, group: GroupChat, olga: Phone, nina: Phone) -> None:
    await group.write(nina, f"{BOT} The projector is broken", anonymous=True)
    assert (await group.texts()) == [text_of("group-anonymous", bot=BOT[1:])]
    await group.write(nina, f"{BOT} is our help desk", channel="News")
    await group.write(nina, BOT)
    assert (await group.texts())[1:] == [text_of("group-empty", bot=BOT[1:])]
    assert await count_stored(stage, "our help desk") == 0
