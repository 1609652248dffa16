"""Invites, admission, dismissal, linking, names, admins by setting."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from db.models import (
    BoardState,
    Box,
    Collaborator,
    Entry,
    Invite,
    Job,
    JobState,
    Origin,
    Person,
    Question,
    QuestionKind,
    Role,
)
from desk import Desk, NotAllowed, Outdated, Refused
from desk.board import comments
from desk.conversation.new_entry import NewEntry
from desk.people import names as people_names
from desk.people import person_rows
from desk.queries import invites
from desk.staff import admins_by_setting, board_accounts, members
from desk.staff import invites as staff_invites
from desk.staff.invites import InviteOutcome, InviteResult, store_invite
from desk.text import RichText
from desk.tickets import assignment, closing
from tests.desk.cast import PRINTER, cast, lines
from tests.desk.stage import Someone, Stage
from tests.sql import add, get, sole


async def opens(stage: Stage, who: Someone, code: str) -> InviteOutcome:
    return await stage.does(who, staff_invites.accept_invite, code)


async def row(stage: Stage, who: Someone) -> Person:
    return await get(stage, Person, who.id)


async def test_what_waited_for_a_dismissed_person_is_dropped(stage: Stage) -> None:
    _, olga, _, vera = await cast(stage)
    given = {"person_id": olga.id, "payload": b"{}", "due_at": stage.now, "created_at": stage.now}
    await add(stage, Job(box=Box.TO_TELEGRAM, key=f"{olga.id}", dedup="parked", state=JobState.PARKED, **given))
    await stage.does(vera, members.dismiss_member, olga.chat)
    assert (await sole(stage, select(Job).where(Job.dedup == "parked"))).state is JobState.DONE


async def test_who_is_dismissed_is_still_asked_what_requesters_are(stage: Stage) -> None:
    _, olga, _, vera = await cast(stage)
    kinds = (QuestionKind.NEW_NEXT, QuestionKind.HOLD_REASON)
    async with stage.database.unit_of_work() as session:
        asked = [Question(person_id=olga.id, kind=kind, asked_at=stage.now) for kind in kinds]
        session.add_all(asked)
        await session.flush()
        ids = [question.id for question in asked]
    await stage.does(vera, members.dismiss_member, olga.chat)
    assert [(await stage.question(one)).closed_at for one in ids] == [None, stage.now]


async def test_who_cannot_be_dismissed(stage: Stage) -> None:
    rita, olga, _, vera = await cast(stage)
    setting = await stage.person("Boss", Role.ADMIN, admin_by_setting=True)
    for person, key in ((vera, "not-yourself"), (setting, "admin-by-setting"), (rita, "not-staff")):
        with pytest.raises(Refused, match=key):
            await stage.does(vera, members.dismiss_member, person.chat)
    with pytest.raises(NotAllowed):
        await stage.does(olga, members.dismiss_member, vera.chat)


async def test_claiming_and_being_dismissed_at_once_leaves_nothing_held(stage: Stage) -> None:
    rita, olga, _, vera = await cast(stage)
    for _ in range(5):
        n = await stage.files(rita, PRINTER)
        async with stage.database.unit_of_work() as session:
            person = await session.get_one(Person, olga.id)
            person.role, person.dismissed_at = Role.AGENT, None
        claim = stage.does(olga, assignment.claim, n)
        dismiss = stage.does(vera, members.dismiss_member, olga.chat)
        await asyncio.gather(claim, dismiss, return_exceptions=True)
        assert (await stage.ticket(n)).assignee_id is None
        await stage.does(rita, closing.cancel, n)


async def collaborator(stage: Stage, todoist_id: str, name: str) -> None:
    await add(stage, Collaborator(project_id="p", todoist_id=todoist_id, name=name, active=True))


async def test_linking_makes_one_person_of_two(stage: Stage) -> None:
    rita, olga, _, vera = await cast(stage)
    await collaborator(stage, "t-1", "Olga Petrova")
    n = await stage.files(rita, PRINTER)

    async def answers(desk: Desk) -> int:
        writer = await person_rows.get_or_create_on_board(desk.session, "t-1", "Olga Petrova", now=desk.now)
        board = Desk(desk.session, Origin.TODOIST, writer, now=desk.now, rules=desk.rules)
        return (await comments.add_comment(board, n, NewEntry(RichText("On my way")), is_note=False)).id

    entry_id = await stage.does(vera, answers)
    assert (await stage.ticket(n)).assignee_id not in (None, olga.id)
    held = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, held)
    jobs = len(await stage.board_jobs())
    await stage.does(olga, board_accounts.link_account, "t-1")
    assert (await stage.ticket(n)).assignee_id == olga.id
    compared = {job["ticket"] for job in (await stage.board_jobs())[jobs:]}
    assert compared == {(await stage.ticket(one)).id for one in (n, held)}  # the board can name her now
    assert (await get(stage, Entry, entry_id)).author_id == olga.id
    assert (await sole(stage, select(Person).where(Person.todoist_id == "t-1"))).id == olga.id
    assert "linked" in await lines(stage, vera)
    await collaborator(stage, "t-2", "Olga P.")
    await stage.does(olga, board_accounts.link_account, "t-2")
    async with stage.database.sessions() as session:
        before = (await session.scalars(select(Person).where(Person.todoist_id == "t-1"))).one()
        assert before.id != olga.id  # what is written there is somebody else's again
    assert await stage.does(olga, board_accounts.unlink_account)
    assert (await row(stage, olga)).todoist_id is None
    assert not await stage.does(olga, board_accounts.unlink_account)


async def test_a_link_is_undone_as_it_was_told_and_not_the_one_after_it(stage: Stage, vera: Someone) -> None:
    olga = await stage.person("Olga", Role.AGENT, todoist_id="t-2", todoist_name="Olga Board")
    with pytest.raises(Outdated):
        await stage.does(vera, members.unlink_colleague, olga.chat, "t-1")
    assert (await row(stage, olga)).todoist_id == "t-2"
    await stage.does(vera, members.unlink_colleague, olga.chat, "t-2")
    assert (await row(stage, olga)).todoist_id is None


async def test_nobody_links_what_is_not_there_or_anothers(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    await collaborator(stage, "t-1", "Olga Petrova")
    await add(stage, BoardState(project_id="p", account_id="t-own", sections={}, adopted_at=stage.now))
    with pytest.raises(Refused, match="no-such-person"):
        await stage.does(olga, board_accounts.link_account, "t-99")
    with pytest.raises(NotAllowed):
        await stage.does(rita, board_accounts.link_account, "t-1")
    await add(stage, Collaborator(project_id="P", todoist_id="t-3", name="Left", active=False))
    with pytest.raises(Refused, match="no-such-person"):
        await stage.does(ivan, board_accounts.link_account, "t-3")
    await stage.does(olga, board_accounts.link_account, "t-1")
    with pytest.raises(Refused, match="link-taken"):
        await stage.does(ivan, board_accounts.link_account, "t-1")
    await add(stage, Collaborator(project_id="P", todoist_id="t-2", name="Gone", active=True))
    gone = {"former_id": olga.id, "dismissed_at": stage.now, "created_at": stage.now}
    await add(stage, Person(todoist_id="t-2", name="Gone", role=Role.REQUESTER, **gone))
    with pytest.raises(Refused, match="no-such-person"):
        await stage.does(ivan, board_accounts.link_account, "t-2")
    await stage.does(ivan, board_accounts.link_account, "t-own")


async def meets(stage: Stage, telegram_id: int, **more: Any) -> Person:
    names = {"first": "Rita", "last": "Korhonen", "username": "rita", "language": "ru", **more}
    async with stage.database.unit_of_work() as session:
        return await person_rows.get_or_create(session, telegram_id, **names, now=stage.now, rules=stage.rules)


async def test_two_updates_of_one_newcomer_make_one_person(stage: Stage) -> None:
    both = await asyncio.gather(meets(stage, 5), meets(stage, 5))
    assert both[0].id == both[1].id
    assert both[0].name == "Rita K." and both[0].started_at == stage.now


async def test_the_first_admins_link_ends_where_there_is_an_admin(stage: Stage) -> None:
    """By setting, who need not have started the bot yet; or by another link."""
    codes = []
    for _ in range(2):
        async with stage.database.unit_of_work() as session:
            codes.append(await admins_by_setting.create_first_admin_code(session, now=stage.now, rules=stage.rules))
    stage.with_rules(admin_ids=frozenset({5}))
    stranger = await stage.person("Stranger")
    assert codes[1] is not None
    assert (await opens(stage, stranger, codes[1])).how is InviteResult.NO_GOOD
    async with stage.database.unit_of_work() as session:
        await admins_by_setting.apply_admins(session, now=stage.now, rules=stage.rules)
        assert await admins_by_setting.create_first_admin_code(session, now=stage.now, rules=stage.rules) is None
    stage.with_rules(admin_ids=frozenset())  # whoever reads the old log when nobody is named any more
    assert (await opens(stage, stranger, codes[1])).how is InviteResult.NO_GOOD
    assert (await row(stage, stranger)).role is Role.REQUESTER


async def test_of_two_first_admins_links_one_is_good(stage: Stage) -> None:
    codes = []
    async with stage.database.unit_of_work() as session:
        for _ in range(2):
            codes.append(store_invite(session, Role.ADMIN, made_by=None, now=stage.now, good_for=members.FIRST_LINK))
    both = [await stage.person("Rita"), await stage.person("Boris")]
    outcomes = await asyncio.gather(*(opens(stage, one, code) for one, code in zip(both, codes, strict=True)))
    assert sorted(o.how for o in outcomes) == [InviteResult.ADMIN, InviteResult.NO_GOOD]


async def test_who_is_no_admin_any_more_lets_nobody_in(stage: Stage) -> None:
    """They left ADMIN_IDS and go on as the agent an invite made them: their unused links end."""
    stage.with_rules(admin_ids=frozenset({5}))
    boss = await meets(stage, 5)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, boss.id)).role_given = Role.AGENT
    codes = [await stage.does(Someone(boss.id, 5), staff_invites.create_invite, Role.AGENT) for _ in range(2)]
    stage.with_rules(admin_ids=frozenset())
    async with stage.database.unit_of_work() as session:
        await admins_by_setting.apply_admins(session, now=stage.now, rules=stage.rules)
    assert (await row(stage, Someone(boss.id, 5))).role is Role.AGENT
    async with stage.database.sessions() as session:
        assert await invites.list_unused_invites(session, stage.now) == ()
    async with stage.database.unit_of_work() as session:  # and where a link is still said to be good
        for invite in await session.scalars(select(Invite)):
            invite.expires_at = stage.now + members.FIRST_LINK
    assert (await opens(stage, await stage.person("Rita"), codes[0])).how is InviteResult.NO_GOOD


@pytest.mark.parametrize(
    ("first", "last", "username", "shown"),
    [
        ("Rita", "Korhonen", None, "Rita K."),
        ("Rita", None, "rita", "Rita"),
        ("Rita\nAdmin\u202e:", "\u200b", None, "Rita Admin:"),
        ("\u200b\u2800", "", "ghost", "@ghost"),
        ("\u3164", "\u0301", None, "Requester 17"),
        ("a\x00b\ud800", "😀x", None, "a b 😀."),
        (None, "Only", None, "Only"),
    ],
)
def test_names_shown(first: str | None, last: str | None, username: str | None, shown: str) -> None:
    assert people_names.make_display_name(first, last, username, 17) == shown


async def test_a_board_name_equal_to_a_linked_one_says_so(stage: Stage) -> None:
    await stage.person("Olga")
    async with stage.database.unit_of_work() as session:
        writer = await person_rows.get_or_create_on_board(session, "t-2", "Olga", now=stage.now)
        assert await person_rows.make_signature(session, writer) == "Olga (board)"
        typed = Person(name="Olga", created_at=stage.now)
        assert await person_rows.make_signature(session, typed) == "Olga", "else a form tells who has written to us"
