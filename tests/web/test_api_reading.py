"""What a token reads of tickets: whose, how they stand, and what was said; and what it may change unread."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db.models import Category, Entry, Hears, Participation, Person, Status, TicketParticipant
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry, dump_line
from desk.integrations.scopes import Scope
from desk.text import RichText
from desk.tickets import assignment
from tests.desk.stage import Someone
from tests.sql import add, execute, fetch
from tests.web.api_asked import Asked
from web.api import reading
from web.api.problems import ApiError
from web.api.schemas.tickets import ParticipantSeen, TicketWhole

OWN, ALL = (Scope.TICKETS,), (Scope.ALL_READ,)


@pytest.fixture
async def rita(api: Asked) -> Someone:
    return await api.stage.person("Rita")


async def _seen(api: Asked, number: int, *scopes: Scope) -> TicketWhole:
    async with api.calls(*scopes) as caller:
        return await reading.show_ticket(caller, await reading.find_ticket(caller, number))


async def test_notes_are_read_by_their_scope_beside_that_of_all_and_by_no_other(api: Asked, olga: Someone) -> None:
    number = await api.opens("The parcel is late")
    await api.stage.does(olga, thread.add_note, number, NewEntry(RichText("she is angry")))
    for scopes, notes in ((OWN, 0), (ALL, 0), ((*OWN, Scope.NOTES), 0), ((*ALL, Scope.NOTES), 1)):
        seen = await _seen(api, number, *scopes)
        assert [one.by for one in seen.messages] == ["requester", *["note"] * notes], scopes


async def test_who_takes_part_is_named_to_who_reads_all(api: Asked) -> None:
    number = await api.opens("The parcel is late")
    ticket = await api.stage.ticket(number)
    copied = {"part": Participation.COPIED, "hears": Hears.ANSWERS, "at": api.stage.now}
    await add(api.stage, TicketParticipant(ticket_id=ticket.id, address="bob@acme.example", **copied))
    await api.stage.change(number, has_participants=True)
    assert (await _seen(api, number, *OWN)).participants is None
    assert (await _seen(api, number, *ALL)).participants == [ParticipantSeen(name="bob@acme.example", state="on")]


async def test_who_may_write_to_all_may_so_unread_and_who_notes_only_to_what_they_see(
    api: Asked, rita: Someone, olga: Someone
) -> None:
    theirs, own = await api.stage.files(rita, "The printer is on fire"), await api.opens("The parcel is late")
    for scopes, written in (
        ((Scope.NOTES,), []), ((Scope.NOTES, *OWN), [own]), ((Scope.NOTES, *ALL), [theirs, own]),
        ((Scope.ALL_WRITE,), [theirs, own]),
    ):  # fmt: skip
        found = []
        for number in (theirs, own):
            async with api.calls(*scopes) as caller:
                try:
                    seen = await reading.find_writable_ticket(caller, number)
                except ApiError as refused:
                    assert refused.status == 404
                    continue
                found.append(number)
                assert seen.is_read is (Scope.ALL_WRITE not in scopes)
        assert found == written, scopes


async def test_of_anybodys_only_those_of_its_own_people_are_its_own(api: Asked, rita: Someone, olga: Someone) -> None:
    theirs, own = await api.stage.files(rita, "The printer is on fire"), await api.opens("The parcel is late")
    async with api.calls(*OWN, *ALL) as caller:
        assert (await reading.find_own_ticket(caller, own)).ticket.number == own
        with pytest.raises(ApiError, match="no-such-ticket"):
            await reading.find_own_ticket(caller, theirs)
    async with api.calls(Scope.ALL_WRITE) as caller:
        assert await reading.list_tickets(caller, limit=9) == []  # nobody of its own, without the scope for them


async def test_a_draft_is_in_no_list(api: Asked, rita: Someone, olga: Someone) -> None:
    await api.stage.says(rita, "The printer is on fire")
    async with api.calls(*ALL) as caller:
        assert await reading.list_tickets(caller, limit=9) == []


async def test_how_a_request_stands_is_told_as_it_is_to_the_team_and_to_who_asked(api: Asked, olga: Someone) -> None:
    stage = api.stage
    number = await api.opens("The parcel is late")
    await add(stage, Category(id=7, name="Parcels", folded="parcels"))
    filed = stage.now + timedelta(minutes=1)
    moments = {"filed_at": filed, "resolved_at": filed + timedelta(hours=1), "ended_at": filed + timedelta(hours=2)}
    await stage.change(number, **moments, category_id=7, priority=2, status=Status.CLOSED)
    own, team = await _seen(api, number, *OWN), await _seen(api, number, *ALL)
    assert (own.filed_at, own.ended_at) == (moments["filed_at"], moments["ended_at"])
    assert (own.priority, own.category, team.priority, team.category) == (None, None, 2, "Parcels")


@pytest.mark.parametrize(
    ("values", "can_rate"),
    [
        ({"status": Status.CLOSED, "rating_asked_at": timedelta()}, True),
        ({"status": Status.REOPENED, "rating_asked_at": timedelta()}, False),
        ({"status": Status.CLOSED}, False),
    ],
)
async def test_stars_can_be_given_where_they_were_asked_for_and_it_is_solved(
    api: Asked, olga: Someone, values: dict[str, Any], can_rate: bool
) -> None:
    number = await api.opens("The parcel is late")
    given = {name: api.stage.now + one if isinstance(one, timedelta) else one for name, one in values.items()}
    await api.stage.change(number, **given)
    assert (await _seen(api, number, *OWN)).can_rate is can_rate


async def test_what_can_be_expected_is_said(api: Asked, olga: Someone) -> None:
    stage = api.stage
    number = await api.opens("The parcel is late")
    assert (await _seen(api, number, *OWN)).expected is None
    await stage.does(olga, assignment.claim, number)
    at = stage.now + timedelta(hours=3)
    await stage.change(number, promised_at=at)
    soon = (await _seen(api, number, *OWN)).expected
    assert soon is not None
    assert (soon.what, soon.at) == ("promised", at)
    stage.now = at
    late = (await _seen(api, number, *OWN)).expected
    assert late is not None
    assert (late.what, late.at) == ("longer", None)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Contact: Ben, +7 *** **-12"), ("ru", "Контакт: Ben, +7 *** **-12")]
)
async def test_a_content_without_words_is_a_line_in_its_requesters_language_without_numbers(
    api: Asked, olga: Someone, language: str, said: str
) -> None:
    number = await api.opens("The parcel is late", language=language)
    shared = NewEntry(content_line=dump_line("content-contact", name="Ben", phone="+79991234512"))
    await api.stage.does(olga, thread.add_reply, number, shared)
    assert [one.text for one in (await _seen(api, number, *OWN)).messages] == ["The parcel is late", said]


async def test_what_was_edited_says_so(api: Asked, olga: Someone) -> None:
    number = await api.opens("The parcel is late")
    await execute(api.stage, update(Entry).values(edited_at=api.stage.now))
    await api.stage.does(olga, thread.add_reply, number, NewEntry(RichText("It comes tomorrow")))
    assert [one.edited for one in (await _seen(api, number, *OWN)).messages] == [True, False]


async def test_who_has_read_something_else_is_told_how_it_is_named_now(api: Asked, olga: Someone) -> None:
    number = await api.opens("The parcel is late")
    async with api.calls(*OWN) as caller:
        seen = await reading.find_ticket(caller, number)
        now = reading.make_etag(await reading.show_ticket(caller, seen))
        await reading.require_match(caller, seen, now)
        with pytest.raises(ApiError) as refused:
            await reading.require_match(caller, seen, '"other"')
    assert (refused.value.status, refused.value.headers) == (412, {"ETag": now})


async def test_whom_it_brings_is_known_in_their_language(api: Asked, olga: Someone) -> None:
    await api.opens("The parcel is late", language="ru")
    whose = select(Person.name, Person.language).where(Person.telegram_id.is_(None))
    assert [tuple(row) for row in await fetch(api.stage, whose)] == [("Shop u-1", "ru")]
