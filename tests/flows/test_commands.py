"""§3.4 Commands: each does what its button does, says how it is used, and is refused to requesters in one line."""

import pytest

from bot.features.registry import COMMANDS
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import assignee, card_of, filed, row, since, status, taken
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("3.4 Commands")

BOARD = False


async def _rows(stage: Stage) -> tuple[int, ...]:
    """How many tickets, entries, history rows and questions there are."""
    tables = ("tickets", "entries", "history", "questions")
    return tuple([await scalar(stage, f"select count(*) from {table}") for table in tables])  # noqa: S608


@pytest.mark.usefixtures("printer")
@pytest.mark.parametrize(
    ("said", "command"),
    [("Queue", "/queue"), ("мои", "/mine"), ("open", "/open"), ("help", "/help"), ("#1", "/ticket 1")],
)
async def test_a_word_alone_shows_what_its_command_shows(stage: Stage, ivan: Phone, said: str, command: str) -> None:
    await ivan.writes("Who has the key?")
    asked = await ivan.last()
    await ivan.writes(said)
    shown = await ivan.reads()
    await ivan.writes(command)
    assert await ivan.reads() == shown != words(asked)
    assert (await row(stage, "select count(*) from entries where body = :said", said=said)) == (0,)


@pytest.mark.usefixtures("fire")
async def test_commands_by_their_other_names(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await olga.writes("/take 1")
    assert await assignee(stage, 1) == "Olga"
    await olga.writes("/status 1")
    assert {"hand:1", "thread:1:1"} <= set(await olga.buttons())
    await olga.writes("/history 1")
    assert "Olga" in await olga.reads()
    await olga.writes("/search fire")
    assert await olga.buttons() == ["open:1"]
    await olga.writes("/assign 1")
    await olga.presses(f"give:1:{ivan.id}")
    for name in ("close", "done"):
        await ivan.writes(f"/{name}", reply_to=(await ivan.message_with("open:1"))["message_id"])
        assert await status(stage, 1) == "resolved", name
        await ivan.writes("/reopen 1")


_FORMER = {
    "/topics": "/categories mine", "/history 1": "/ticket 1 history", "/unlink": "/privacy links", "/me": "/stats me",
    "/me week": "/stats me week", "/erase": "/privacy erase", "/erase 1": "/privacy erase 1", "/connect": "/link board",
    "/disconnect": "/link board off", "/unmerge 1": "/merge 1 off", "/deescalate 1": "/escalate 1 off",
    "/status": "/tickets", "/status 1": "/tickets 1", "/mydata": "/privacy data",
}  # fmt: skip


@pytest.mark.usefixtures("fire")
async def test_what_was_a_command_is_understood_as_the_words_that_say_it_now(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    assert {one.split()[0].removeprefix("/") for one in _FORMER} | {"forgetme"} == {
        one.split()[0] for command in COMMANDS.by_name.values() for one in (*command.former, *command.aliases)
    } - {"search", "report", "reports", "claim", "close", "done", "assign", "give", "undo"}
    for who in (stage.vera, olga):
        for former, now in _FORMER.items():
            said = []
            for typed in (former, now):
                await who.writes(typed)
                said.append((await who.reads(), await who.buttons()))
            assert said[0][0] and (said[0] == said[1] or former == "/mydata" or former.startswith("/me")), former
    for typed in ("/forgetme", "/privacy forget"):
        await rita.writes(typed)
        assert await rita.buttons() == ["forget"], typed
    await rita.writes("/erase 1")
    assert await rita.reads() == text_of("usage-privacy")
    await olga.writes("/escalate 1 the hall opens")
    await olga.writes("/deescalate", reply_to=(await card_of(olga, 1))["message_id"])
    assert await scalar(stage, "select escalated_at is null from tickets") is True


@pytest.mark.usefixtures("fire")
async def test_status_shows_requesters_their_own(stage: Stage, rita: Phone) -> None:
    await rita.writes("/status")
    assert "open:1" in await rita.buttons()
    await rita.writes("/status 1")
    assert {"add:1", "cancel:1"} <= set(await rita.buttons())


@pytest.mark.usefixtures("fire")
async def test_releasing_what_nobody_holds_does_nothing(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    before, theirs = await _rows(stage), len(await ivan.received())
    await olga.writes("/release 1")
    assert await _rows(stage) == before
    assert len(await ivan.received()) == theirs


@pytest.mark.usefixtures("printer")
@pytest.mark.parametrize("typed", ["/hold 1", "hold"])
async def test_hold_without_one_holds_at_once_and_asks(stage: Stage, rita: Phone, olga: Phone, typed: str) -> None:
    on_card = {} if typed[0] == "/" else {"reply_to": (await card_of(olga, 1))["message_id"]}
    await olga.writes(typed, **on_card)
    assert await status(stage, 1) == "on_hold"
    question = await olga.containing("Why?")
    await olga.writes("the landlord has the key", reply_to=question["message_id"])
    assert (await row(stage, "select hold_reason from tickets")).hold_reason == "the landlord has the key"
    assert not [t for t in await rita.texts() if "landlord" in t]


@pytest.mark.usefixtures("printer")
async def test_words_that_are_for_no_request_yet_come_before_a_press_that_tells(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await taken(await stage.phone("Sam"), olga, "No water in the kitchen")
    await olga.writes("The plumber comes at noon")
    await olga.presses("resolve:1")
    assert await status(stage, 1) != "resolved"
    assert piece_of("where-to-first") in await olga.reads()


async def test_priority_and_category(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.vera.writes("/categories add Stage light")
    await taken(rita, olga)
    await olga.writes("/priority 1 1")
    await olga.writes("/priority 1 LOW")
    await olga.writes("/priority 1 Критический")
    await olga.writes("/category 1 STAGE_LIGHT")
    found = await row(stage, "select priority, c.name from tickets t join categories c on c.id = t.category_id")
    assert tuple(found) == (1, "Stage light")
    await olga.writes("/category 1 Nonsense")
    assert await olga.reads() == text_of("usage-category", names="Stage light")


async def test_back_says_in_one_line_what_waits_and_brings_no_cards(stage: Stage, rita: Phone, olga: Phone) -> None:
    nadja = await stage.agent("Nadja", language="ru")
    for agent in (olga, nadja):
        await agent.writes("/away")
    await filed(rita)
    await filed(await stage.phone("Sam"), "No water in the kitchen")
    await filed(olga, "My own badge does not open the door")  # in no queue of hers
    before, hers = len(await olga.received()), len(await nadja.received())
    for agent in (olga, nadja):
        await agent.writes("/back")
    (line,) = (await olga.received())[before:]
    assert (words(line), buttons(line)) == (text_of("back", n=2), ["queue:1"])
    (line,) = (await nadja.received())[hers:]
    assert words(line) == "Вы снова на месте. Ждут 3 заявки."
    await olga.presses("queue:1")
    assert (await olga.reads()).startswith("The queue · 2")


@pytest.mark.usefixtures("printer")
async def test_release_all_gives_everything_back(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await taken(await stage.phone("Sam"), olga, "No water in the kitchen")
    await olga.writes("/away")
    before = len(await olga.received())
    await olga.presses("release:all")
    assert (await assignee(stage, 1), await assignee(stage, 2)) == (None, None)
    assert text_of("released-all", n=2, away="open") in words(await olga.containing("are back"))
    assert {"claim:1", "claim:2"} <= {b for m in await ivan.received() for b in buttons(m)}
    assert len(await olga.received()) == before


USAGE = ["take", "release", "hand", "progress", "pending", "hold", "resolve", "reopen", "ticket", "find", "note",
         "priority", "category", "take now", "priority 1", "priority 1 5", "priority 1 soon", "category 1", "note 1",
         "category", "categories add", "categories rename", "categories rename 1", "categories remove",
         "categories remove it", "invite you", "away never"]  # fmt: skip


@IN_BOTH
async def test_a_command_without_its_arguments_says_how_it_is_used(stage: Stage, rita: Phone, language: str) -> None:
    vera = stage.vera
    await vera.writes("/language")
    await vera.presses(f"lang:{language}")
    await filed(rita)
    before = await _rows(stage)
    for said in USAGE:
        seen = len(await vera.texts())
        await vera.writes(f"/{said}")
        (line,) = await since(vera, seen)
        assert f": /{said.split()[0]}" in line, said
        assert await _rows(stage) == before, said


@pytest.mark.usefixtures("fire")
async def test_ticket_works_for_a_requesters_own(stage: Stage, rita: Phone) -> None:
    await filed(await stage.phone("Sam"), "No water in the kitchen")
    await rita.writes("/ticket 1")
    assert {"add:1", "cancel:1", "thread:1:1"} <= set(await rita.buttons())
    await rita.writes("/ticket 2")
    assert "There is no #2 here" in await rita.reads()


@pytest.mark.parametrize("typed", ["/kb new", "/hand 1"])
@pytest.mark.usefixtures("printer")
async def test_a_command_is_answered_though_the_same_was_asked_this_second(stage: Stage, typed: str) -> None:
    vera = stage.vera
    seen = len(await vera.texts())
    for _ in range(2):
        await vera.writes(typed, quietly=True)
        await stage.settle()
    assert len(await since(vera, seen)) == 2


@pytest.mark.usefixtures("fire")
async def test_a_number_that_is_none_changes_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    before = await _rows(stage)
    for number in ("0", "99", "999999999999999999", "-1", "1e3", "١"):
        told = len(await olga.received())
        await olga.writes(f"/claim {number}")
        assert await _rows(stage) == before, number
        assert len(await olga.received()) == told + 1, number
        assert len(await olga.reads()) < 120, number


ALONE = [
    "queue",
    "mine",
    "attention",
    "next",
    "back",
    "quiet",
    "blocked",
    "problems",
    "staff",
    "panel",
    "open",
]


@IN_BOTH
async def test_words_behind_a_command_that_takes_none_are_not_left_out_in_silence(
    stage: Stage, fire: int, olga: Phone, language: str
) -> None:
    await olga.writes(f"/language {language}")
    before = await _rows(stage)
    for name in ALONE:
        for behind in ("the projector", "#0") if name == "open" else ("the projector", str(fire)):
            seen = len(await olga.texts())
            await olga.writes(f"/{name} {behind}")
            (line,) = await since(olga, seen)
            assert f": /{name}" in line, line
    assert (await _rows(stage), await assignee(stage, fire)) == (before, None)
    await olga.writes("/next")
    assert await assignee(stage, fire) == "Olga"


@pytest.mark.usefixtures("printer")
async def test_words_behind_the_number_of_what_is_cancelled_called_or_blocked_change_nothing(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    before = await _rows(stage)
    await rita.writes("/cancel 1 I found another one")
    assert await rita.reads() == (text_of("usage-cancel-alone"))
    for name, usage in (
        ("deescalate", text_of("usage-escalate")), ("block", piece_of("usage-number-alone")),
        ("unmerge", text_of("usage-merge")), ("history", piece_of("usage-number-alone")),
    ):  # fmt: skip
        await olga.writes(f"/{name} 1 he only wanted to help")
        assert usage in await olga.reads(), name
    assert (await _rows(stage), await status(stage, 1)) == (before, "assigned")
    await rita.writes("/cancel 1")
    assert await status(stage, 1) == "cancelled"


@pytest.mark.parametrize("opened", [False, True], ids=["no-ticket-of-theirs", "a-ticket-of-theirs"])
async def test_articles_and_a_menu_that_are_not_there_are_said_and_nothing_is_filed(
    stage: Stage, rita: Phone, opened: bool
) -> None:
    if opened:
        await filed(rita)
    before = await _rows(stage)
    for said, told in (("/kb", text_of("kb-none-here")), ("/menu", "There is no menu here. Just write what happened.")):
        for typed in (said, f"{said} the projector is dark"):
            seen = len(await rita.texts())
            await rita.writes(typed)
            assert await since(rita, seen) == [told], typed
    assert await _rows(stage) == before


@pytest.mark.usefixtures("printer")
async def test_what_only_its_requester_may_do_is_said_to_the_team_with_what_they_can_do(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await olga.writes("/cancel 1")
    assert await olga.reads() == text_of("requesters-only", number=1)
    assert await status(stage, 1) == "assigned"


@pytest.mark.usefixtures("fire")
@pytest.mark.parametrize("typed", ["/deescalate 999", "/history 999", "/unmerge 999"])
async def test_a_former_command_names_its_ticket_also_in_focus(
    stage: Stage, rita: Phone, olga: Phone, typed: str
) -> None:
    await olga.writes("/focus 1")
    await olga.writes(typed)
    assert await olga.reads() == text_of("no-such-ticket", number=999)
    assert await scalar(stage, "select escalated_at is null from tickets") is True
