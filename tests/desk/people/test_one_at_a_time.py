"""What somebody does, presses or sends, and what the clock does for them, waits until what they are at is done."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from db.models import (
    AnswerWay,
    ClientRole,
    Membership,
    MembershipSource,
    Organization,
    Origin,
    Person,
    QuestionKind,
    Status,
)
from desk import Desk, Refused
from desk.conversation.new_entry import NewEntry
from desk.groups import forwarded
from desk.inbound import blocklist, edits, message_withdrawal, receiver
from desk.organizations import applicants, director_verbs, registration
from desk.people.person_locks import take_turn
from desk.privacy import erasing
from desk.questions import answer_buttons, asking, clarifying_questions, focus, next_message, organization_question
from desk.questions.answer_buttons import NOWHERE
from desk.requests import consent, drafts, team_requests
from desk.schedule import due_work
from desk.schedule.due_items import Due, DueItem
from desk.text import RichText
from desk.tickets import closing
from tests.db.waiting import waits_or_ends
from tests.desk.stage import Someone, Stage

USER, ADMIN = ClientRole.USER, MembershipSource.ADMIN


async def _waits(stage: Stage, who: Someone, doing: Callable[[], Awaitable[object]]) -> bool:
    """Whether it waits for whoever has their turn."""

    async def done() -> None:
        with suppress(Refused):
            await doing()

    async with stage.database.unit_of_work() as session:
        await take_turn(session, who.id)
        task = asyncio.create_task(done())
        await waits_or_ends(stage.database, task)
        waited = not task.done()
    await task
    return waited


async def test_what_the_clock_does_for_somebody_waits_for_their_turn(stage: Stage, rita: Someone) -> None:
    closing_ = await stage.files(rita, "The printer on floor 2 is on fire")
    draft = (await stage.does(rita, receiver.begin_request, stage.message(rita, "A lamp"))).number
    asked = await stage.does(rita, asking.ask_actor, QuestionKind.NEW_NEXT)
    await stage.change(closing_, status=Status.RESOLVED, close_at=stage.now)
    of = {
        Due.CLOSE: (await stage.ticket(closing_)).id,
        Due.FILE: (await stage.ticket(draft)).id,
        Due.QUESTION: asked.id,
    }

    async def done(due: Due) -> None:
        async with stage.database.unit_of_work() as session:
            await due_work.do_item(DueItem(due, of[due], stage.now), session, stage.now, stage.rules)

    assert [due for due in of if not await _waits(stage, rita, lambda due=due: done(due))] == []  # type: ignore[misc]


async def test_what_somebody_does_through_any_door_waits_for_their_turn(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    ended = await stage.files(rita, "The coffee machine leaks")
    await stage.change(ended, status=Status.CLOSED)
    said = stage.message(rita, "It is worse now")
    verbs: dict[str, Any] = {
        "receive": lambda desk: receiver.receive_message(desk, said, {}),
        "new_request": lambda desk: receiver.begin_request(desk, stage.message(rita, "A lamp")),
        "hear_edit": lambda desk: edits.apply_edit(desk, said),
        "take_back": lambda desk: message_withdrawal.withdraw_message(desk, rita.chat, said.message_id),
        "send": lambda desk: drafts.send_draft(desk, number),
        "open_again": lambda desk: drafts.reopen_request(desk, ended),
        "add_next": lambda desk: next_message.expect_addition(desk, number),
        "subject_next": lambda desk: next_message.expect_subject(desk, number),
        "new_next": next_message.expect_request,
        "answer": lambda desk: answer_buttons.answer_question(desk, 987654, NOWHERE),
        "settled": lambda desk: answer_buttons.settle_question(desk, 987654),
        "skip": lambda desk: clarifying_questions.skip_question(desk, 987654),
        "organization": lambda desk: organization_question.choose_organization(desk, number, None),
        "outlet": lambda desk: organization_question.choose_outlet(desk, number, None),
        "stop": next_message.stop_expecting,
        "focus": lambda desk: focus.begin_focus(desk, number),
        "consent": lambda desk: consent.give_consent(desk, 1),
        "confirm": lambda desk: closing.confirm(desk, number),
        "register": registration.start_registration,
        "skip_step": lambda desk: registration.skip_step(desk, 987654),
        "ask_way": registration.ask_way,
        "choose_way": lambda desk: registration.choose_way(desk, 987654, AnswerWay.HERE),
        "forget": registration.forget_person,
    }
    hasty = [name for name, verb in verbs.items() if not await _waits(stage, rita, lambda v=verb: stage.does(rita, v))]
    assert hasty == []


async def test_what_the_team_does_about_somebody_waits_for_their_turn(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    stage.with_rules(organizations__enabled=True, requests__write_first=True)
    said = NewEntry(RichText("The lamp flickers"))
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, rita.id)).blocked_at = stage.now
        acme = Organization(name="Acme", folded="acme", created_at=stage.now, updated_at=stage.now)
        session.add(acme)
        await session.flush()
        member = Membership(organization_id=acme.id, person_id=rita.id, role=USER, source=ADMIN, made_at=stage.now)
        session.add(member)
        await session.flush()
        firm, membership = acme.id, member.id

    async def forward(desk: Desk) -> None:
        await forwarded.file_forwarded(desk, await desk.session.get_one(Person, rita.id), said)

    let_me_in = stage.message(rita, "Let me in")
    assert await _waits(stage, rita, lambda: stage.does(rita, blocklist.keep_listed, let_me_in))
    verbs: dict[str, Any] = {
        "unblock": lambda desk: blocklist.unblock_requester(desk, rita.chat),
        "write_first": lambda desk: team_requests.begin_request(desk, rita.id, said),
        "forward": forward,
        "add_member": lambda desk: director_verbs.add_member(desk, firm, rita.id, USER),
        "set_role": lambda desk: director_verbs.set_role(desk, membership, USER),
        "decline": lambda desk: applicants.decline_applicant(desk, membership),
    }
    hasty = [name for name, verb in verbs.items() if not await _waits(stage, rita, lambda v=verb: stage.does(vera, v))]
    assert hasty == []

    async def erase() -> None:
        async with stage.database.unit_of_work() as session:
            desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
            await erasing.erase_person(desk, rita.id, since=stage.now)

    assert await _waits(stage, rita, erase)
