"""What a list leaves out for who looks: a request of their own, what is finished, what others alone may read."""

from datetime import timedelta

from sqlalchemy import select, update

from db import queue
from db.models import Box, Category, Entry, Job, JobState, Person, Role, Status
from desk import Desk
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import receiver
from desk.policy.ticket_list import WITHOUT_ONE, FilterField, TicketFilters
from desk.queries import attention, entries, lists, open_tickets
from desk.queries.attention import AttentionReason
from desk.text import RichText
from desk.tickets import assignment
from tests.desk.stage import Someone, Stage
from tests.sql import add


async def _needs(stage: Stage, who: Someone) -> list[tuple[AttentionReason, int]]:
    async with stage.database.reading() as session:
        found = await attention.load_attention_page(session, await session.get_one(Person, who.id), 1, now=stage.now)
    return [(why, line.number) for why, line in found.lines]


async def _open(stage: Stage, who: Someone, chosen: TicketFilters = TicketFilters()) -> list[int]:  # noqa: B008
    async with stage.database.reading() as session:
        viewer = await session.get_one(Person, who.id)
        found = await open_tickets.load_open_page(session, viewer, chosen, 1, now=stage.now, board=False, language="en")
    return [line.number for line in found.page.lines]


async def test_an_admins_own_request_waits_for_others(stage: Stage, rita: Someone, olga: Someone) -> None:
    vera = await stage.person("Vera", Role.ADMIN)
    own, other = await stage.files(vera, "My chair squeaks"), await stage.files(rita, "The lamp flickers")
    assert await _needs(stage, vera) == [(AttentionReason.UNTAKEN, other)]
    assert await _needs(stage, olga) == []  # an agent: of those they have
    assert await _open(stage, vera) == [other]
    assert sorted(await _open(stage, olga)) == [own, other]
    await stage.does(olga, assignment.claim, own)
    assert await _open(stage, olga, TicketFilters(agent=WITHOUT_ONE)) == [other]


async def test_of_what_is_finished_only_what_failed_needs_attention(stage: Stage, rita: Someone, vera: Someone) -> None:
    failed, ended = await stage.files(rita, "The lamp flickers"), await stage.files(rita, "The door is stuck")
    for number in (failed, ended):
        over = {"status": Status.CLOSED, "ended_at": stage.now, "needs_answer": True, "escalated_at": stage.now}
        await stage.change(number, **over)
    job = Job(
        box=Box.TO_TODOIST.value, key="k", payload=queue.encode_payload({}), state=JobState.BURIED, due_at=stage.now
    )
    job.created_at = job.settled_at = stage.now
    job.ticket_id = (await stage.ticket(failed)).id
    await add(stage, job)
    assert await _needs(stage, vera) == [(AttentionReason.FAILED, failed)]


async def test_the_longest_wait_comes_first_whether_or_not_it_has_a_due_time(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    """Of what is due within half an hour the due time decides, of what is not taken the priority."""
    late, near = ({"first_due_at": stage.now + timedelta(minutes=of)} for of in (540, 80))
    old, fresh, soon, taken = [await stage.files(rita, said) for said in ("Lamp", "Door", "Desk", "Heating")]
    high = await stage.files(await stage.person("Ben"), "Chair")
    for number, changed in ((fresh, late), (taken, late), (high, {"priority": 2}), (soon, near)):
        await stage.change(number, **changed)
    for number in (old, taken):
        await stage.does(olga, assignment.claim, number)
    stage.later(hours=1)
    await stage.change(taken, requester_spoke_at=stage.now)
    assert await _needs(stage, vera) == [
        (AttentionReason.SOON, soon), (AttentionReason.UNTAKEN, high), (AttentionReason.UNTAKEN, fresh),
        (AttentionReason.WAITING, old), (AttentionReason.WAITING, taken),
    ]  # fmt: skip


async def test_what_else_somebody_filed_and_a_footer_are_read_by_one_side_only(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, "The lamp flickers")
    await stage.does(olga, thread.add_reply, number, NewEntry(RichText("On my way")))
    ticket = await stage.ticket(number)
    await stage.does(rita, receiver.begin_request, stage.message(rita, "I am still writing"))
    ben = await stage.person("Ben")
    async with stage.database.unit_of_work() as session:
        await session.execute(update(Entry).where(Entry.body == "On my way").values(footer="solved"))
        reply = await session.scalar(select(Entry.id).where(Entry.body == "On my way"))
        assert reply is not None
        for who, footer, is_shown in ((rita, "solved", False), (olga, None, True)):
            viewer = await session.get_one(Person, who.id)
            info = await entries.load_entry(session, reply, viewer)
            assert info is not None
            assert info.footer == footer
            page = await lists.load_earlier_page(session, ticket.id, viewer, 1, "en")
            assert (page is not None) is is_shown
            assert page is None or page.summary.count == len(page.lines) == 0  # a draft is nobody else's
            assert await entries.load_thread_page(session, ticket.id, viewer, stage.now) is not None
        assert (
            await entries.load_thread_page(session, ticket.id, await session.get_one(Person, ben.id), stage.now) is None
        )


async def test_what_an_edited_answer_said_before_is_read_by_the_team_alone(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, "The lamp flickers")
    said = await stage.does(olga, thread.add_reply, number, NewEntry(RichText("That is nonsense")))
    later = RichText("On my way")

    async def edits(desk: Desk) -> None:
        await editing.edit_entry(desk, await desk.session.get_one(Entry, said.id), later)

    await stage.does(olga, edits)
    key = (await stage.ticket(number)).id
    async with stage.database.reading() as session:
        for who, before in ((rita, {}), (olga, {said.id: ("That is nonsense",)})):
            page = await entries.load_thread_page(session, key, await session.get_one(Person, who.id), stage.now, 0)
            assert page is not None
            assert (page.entries[-1].words, page.earlier) == (later, before)


async def test_of_a_category_or_of_none(stage: Stage, rita: Someone, olga: Someone) -> None:
    await add(stage, Category(id=7, name="Printers", folded="printers"))
    printer, other = [await stage.files(rita, said) for said in ("The printer is on fire", "The lamp flickers")]
    await stage.change(printer, category_id=7)
    for category, numbers in ((7, [printer]), (WITHOUT_ONE, [other]), (None, [printer, other])):
        assert await _open(stage, olga, TicketFilters(category=category)) == numbers


async def test_a_filter_says_who_and_what_was_chosen(stage: Stage, olga: Someone) -> None:
    await add(stage, Category(id=7, name="Printers", folded="printers"))
    async with stage.database.reading() as session:
        for chosen, said in (
            (TicketFilters(category=7, agent=olga.id), {FilterField.CATEGORY: "Printers", FilterField.AGENT: "Olga"}),
            (TicketFilters(category=8, agent=olga.id + 99), {FilterField.CATEGORY: "", FilterField.AGENT: ""}),
            (TicketFilters(category=WITHOUT_ONE, agent=WITHOUT_ONE), {}),
        ):
            assert await open_tickets.name_choices(session, chosen, "en") == said
