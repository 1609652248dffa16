"""Trainees: their answers wait for approval, and the requester never sees a draft."""

import pytest

from tests.flows.acts import answers, dismissed, member
from tests.flows.phone import Phone, words
from tests.flows.scenes import PRINTER, row, status, taken
from tests.flows.stage import Stage
from tests.flows.trainees import as_role, decides, drafts_of
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Trainees")

BOARD = False
SAID = "Switch it off and leave the room"
SUBJECT = PRINTER


async def _waits(stage: Stage, rita: Phone, olga: Phone, said: str = SAID) -> int:
    """Let a trainee answer a request she has taken; return its number."""
    number = await taken(rita, olga)
    await as_role(stage, olga, "trainee")
    await answers(olga, number, said)
    return number


async def _answered_at(stage: Stage, number: int) -> object:
    return (await row(stage, "select first_response_at from tickets where number = :n", n=number)).first_response_at


def _head(number: int, *, waits: int = 1) -> str:
    args = {"subject": SUBJECT, "author": "Olga", "requester": "Rita K."}
    return text_of("approval-head", number=number, waits=waits, **args)


async def test_an_answer_waits_and_is_sent_as_it_is(stage: Stage, rita: Phone, olga: Phone) -> None:
    before = len(await rita.received())
    number = await _waits(stage, rita, olga)
    vera = stage.vera
    assert all(SAID not in words(one) for one in (await rita.received())[before:])
    assert await olga.reads() == text_of("drafted", number=number)
    assert await vera.reads() == f"{_head(number)}\n{SAID}"
    assert await _answered_at(stage, number) is None
    await decides(vera, "send")
    assert await rita.reads() == f"#{number} · Olga: {SAID}"
    assert (
        text_of("approval-outcome", state="sent", number=number, by="Vera", words="", name="Olga") in await vera.reads()
    )
    assert (await vera.reads()).startswith(f"{_head(number, waits=0)}\n{SAID}"), "nothing is asked any more"
    assert await vera.buttons() == []
    outcome = text_of("approval-outcome", state="sent", number=number, by="Vera", words="", name="Olga")
    assert outcome in await olga.texts()
    assert await _answered_at(stage, number) is not None
    assert await status(stage, number) == "in_progress"
    assert await drafts_of(stage) == [("sent", None)]


async def test_an_answer_is_changed_and_sent(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _waits(stage, rita, olga)
    vera = stage.vera
    await decides(vera, "change")
    assert await vera.reads() == f"{text_of('approval-ask-change', number=number, name='Olga')}\n\n{SAID}"
    said = await vera.writes("Please switch it off")
    assert await rita.reads() == f"#{number} · Olga: Please switch it off"
    outcome = text_of("approval-outcome", state="changed", number=number, by="Vera", words="", name="Olga")
    assert [outcome in said for said in await vera.texts()].count(True) == 1, "where it was shown, and once"
    assert await vera.reactions(said) == ["👌"]
    assert f"{outcome}\nPlease switch it off" in await olga.texts(), "they see what was sent in their name"
    assert await drafts_of(stage) == [("changed", None)]


async def test_an_answer_returns_and_waits_again_when_it_is_edited(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _waits(stage, rita, olga)
    vera, got = stage.vera, len(await rita.received())
    await decides(vera, "return")
    assert await vera.reads() == text_of("approval-ask-return", number=number, name="Olga")
    await vera.writes("Say please")
    assert await olga.reads() == text_of("approval-returned", number=number, by="Vera", words="Say please")
    outcome = text_of("approval-outcome", state="returned", number=number, by="Vera", words="Say please", name="Olga")
    assert [outcome in said for said in await vera.texts()].count(True) == 1
    mine = next(one for one in reversed(await olga.chat()) if one.get("text") == SAID)
    await stage.telegram.do("edit", person=olga.id, message_id=mine["message_id"], text=f"Please! {SAID}")
    await stage.settle()
    assert await vera.reads() == f"{_head(number)}\nPlease! {SAID}"
    assert len(await rita.received()) == got
    await decides(vera, "send")
    assert await rita.reads() == f"#{number} · Olga: Please! {SAID}"
    assert await drafts_of(stage) == [("sent", None)]


async def test_a_withdrawn_answer_leaves_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _waits(stage, rita, olga)
    got = len(await rita.received())
    await decides(olga, "withdraw")
    outcome = text_of("approval-outcome", state="withdrawn", number=number, by="Olga", words="", name="Olga")
    assert outcome == await stage.vera.reads()
    assert len(await rita.received()) == got
    await rita.writes(f"/ticket {number}")
    assert SAID not in await rita.reads()


async def test_new_words_of_the_requester_are_shown_first(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _waits(stage, rita, olga)
    vera = stage.vera
    old = next(b for b in await vera.buttons() if ":send:" in b)
    card = await vera.last_id()
    await stage.pass_time(seconds=30)
    await rita.writes("It is out by now")
    since = text_of("approval-since", name="Rita K.")
    shown = next(m for m in await vera.received() if m["message_id"] == card)
    assert words(shown) == f"{_head(number)}\n{SAID}\n{since}\nIt is out by now"
    await vera.presses(old, on=card, force=True)
    assert (await vera.answer())["text"] == text_of("approval-new-words")
    assert await drafts_of(stage) == [("waiting", None)]
    await decides(vera, "send")
    assert await rita.reads() == f"#{number} · Olga: {SAID}"


async def test_changed_words_of_the_answer_are_shown_first(stage: Stage, rita: Phone, olga: Phone) -> None:
    """Also those that were changed twice within a second."""
    number = await _waits(stage, rita, olga)
    vera, got = stage.vera, len(await rita.received())
    card = await vera.last_id()
    await stage.pass_time(seconds=30)
    for words_now in ("Leave the room", "You broke it"):
        old = next(b for b in await vera.buttons() if ":send:" in b)
        mine = next(one for one in reversed(await olga.chat()) if one["from"] == "person")
        await stage.telegram.do("edit", person=olga.id, message_id=mine["message_id"], text=words_now)
        await stage.settle()
        await stage.pass_time(seconds=0.3)
    await vera.presses(old, on=card, force=True)
    assert (await vera.answer())["text"] == text_of("approval-new-words")
    assert len(await rita.received()) == got
    await decides(vera, "send")
    assert await rita.reads() == f"#{number} · Olga: You broke it"


async def test_resolving_waits_with_the_answer(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _waits(stage, rita, olga)
    vera, got = stage.vera, len(await rita.received())
    await olga.presses(f"resolve:{number}")
    assert await status(stage, number) == "assigned"
    assert text_of("approval-verb", verb="resolve") in await vera.reads()
    assert len(await rita.received()) == got
    await decides(vera, "send")
    await stage.pass_time(seconds=11)
    assert await status(stage, number) == "resolved"
    assert await rita.reads() == text_of("resolved-ask", number=number, name="Olga"), "who solved it, not who checked"
    assert await drafts_of(stage) == [("sent", "resolve")]
    await rita.presses(f"solved:{number}:yes")
    found = await row(stage, "select p.name from tickets t join people p on p.id = t.resolved_by")
    assert found.name == "Olga"


async def test_resolving_alone_waits_too(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await taken(rita, olga)
    await as_role(stage, olga, "trainee")
    await olga.writes(f"/resolve {number}")
    drafted = text_of("drafted-status", number=number)
    assert await olga.reads() == f"{drafted}\n{text_of('approval-verb', verb='resolve')}"
    vera = stage.vera
    head = text_of("approval-head-status", number=number, waits=1, subject=SUBJECT, author="Olga")
    assert await vera.reads() == f"{head}\n{text_of('approval-verb', verb='resolve')}"
    await decides(vera, "send")
    await stage.pass_time(seconds=11)
    assert await status(stage, number) == "resolved"


async def test_everybody_is_told_when_it_waits_for_long(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await as_role(stage, ivan, "senior")
    await stage.vera.writes("/away")
    number = await _waits(stage, rita, olga)
    vera = stage.vera
    assert _head(number) not in "\n".join(await vera.texts())
    assert await ivan.reads() == f"{_head(number)}\n{SAID}"
    await stage.pass_time(minutes=15)
    assert f"{text_of('approval-waits')}\n\n{_head(number)}\n{SAID}" in [words(m) for m in await vera.received()]


async def test_the_list_has_what_waits(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _waits(stage, rita, olga)
    vera = stage.vera
    await vera.writes("/approvals")
    line = text_of("approvals-line", number=number, name="Olga", subject=SUBJECT, age="just now")
    assert await vera.reads() == f"{text_of('approvals-title', n=1)}\n{line}"
    await decides(vera, "open")
    assert await vera.reads() == f"{_head(number)}\n{SAID}"
    await decides(vera, "send")
    await vera.writes("/approvals")
    assert await vera.reads() == text_of("approvals-none")
    await olga.writes("/approvals")
    assert await olga.reads() == text_of("not-granted")


async def test_who_left_the_team_leaves_the_draft_to_the_team(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _waits(stage, rita, olga)
    await dismissed(stage, olga)
    vera = stage.vera
    outcome = text_of("approval-outcome", state="ended", number=number, by="Vera", words="", name="Olga")
    assert any(outcome in said for said in await vera.texts())
    await vera.writes(f"/ticket {number}")
    assert SAID in await vera.reads()
    assert await drafts_of(stage) == [("ended", None)]


async def test_an_answer_that_was_sent_cannot_be_changed_without_approval(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await _waits(stage, rita, olga)
    await decides(stage.vera, "send")
    mine = next(one for one in reversed(await olga.chat()) if one.get("text") == SAID)
    await stage.telegram.do("edit", person=olga.id, message_id=mine["message_id"], text="Never mind")
    await stage.settle()
    assert await olga.reads() == text_of("edit-needs-approval")
    assert await rita.reads() == f"#{number} · Olga: {SAID}"


async def test_a_mentor_is_asked_first(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await as_role(stage, ivan, "senior")
    await as_role(stage, olga, "trainee")
    vera = stage.vera
    await member(vera, olga.id)
    await vera.presses(f"trainee:{olga.id}")
    assert text_of("trainee-mentor", name="", has=0) in await vera.reads()
    await vera.presses(f"mentor:{olga.id}:{ivan.id}")
    assert text_of("trainee-mentor", name="Ivan", has=1) in await vera.reads()
    number = await taken(rita, olga)
    await answers(olga, number, SAID)
    assert await ivan.reads() == f"{_head(number)}\n{SAID}"
    assert all(SAID not in said for said in await vera.texts())
    await vera.presses(f"mentor:{olga.id}:0")
    assert any(text_of("trainee-mentor", name="", has=0) in said for said in await vera.texts())


async def test_a_promoted_trainee_sends_what_waits(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _waits(stage, rita, olga)
    vera = stage.vera
    await member(vera, olga.id)
    await vera.presses(f"trainee:{olga.id}")
    assert await vera.reads() == "\n".join(
        [
            "Olga",
            text_of("trainee-figures", n=0, share=0, changed=0),
            text_of("trainee-returned", n=0, waiting=1),
            text_of("trainee-mentor", name="", has=0),
        ]
    )
    await vera.presses(f"promote:{olga.id}")
    assert (await vera.answer())["text"] == text_of("promoted", name="Olga")
    assert await olga.reads() == text_of("role-given", by="Vera", role="agent")
    await decides(olga, "send")
    assert await rita.reads() == f"#{number} · Olga: {SAID}"
    await answers(olga, number, "It is out")
    assert await rita.reads() == f"#{number} · Olga: It is out"
    assert await drafts_of(stage) == [("sent", None)]


async def test_files_of_a_draft_reach_the_requester_only_when_it_is_sent(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await taken(rita, olga)
    await as_role(stage, olga, "trainee")
    vera, got = stage.vera, len(await rita.received())
    card = await olga.message_with(f"release:{number}")
    await olga.sends("photo", caption="The switch", reply_to=card["message_id"])
    assert [one["content"] for one in await vera.received()].count("photo") == 1
    assert len(await rita.received()) == got
    await decides(vera, "send")
    assert [one["content"] for one in (await rita.received())[got:]] == ["photo"]


async def test_a_reply_to_what_waits_is_a_note(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _waits(stage, rita, olga)
    vera, got = stage.vera, len(await rita.received())
    await vera.writes("Too short", reply_to=await vera.last_id())
    assert len(await rita.received()) == got
    assert "Too short" in await olga.reads()
