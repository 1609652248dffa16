"""A request by the API: found by its moments, with its history, its words as Markdown, and messages taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db.models import Integration, Status
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.integrations.scopes import Scope
from desk.text import RichText
from desk.text.markdown.reader import read_markdown
from desk.tickets import assignment
from tests.desk.stage import Someone
from tests.sql import execute
from tests.web.api_asked import Asked


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("filed_since={0}", [2, 1]), ("filed_since={1}", [2]), ("filed_before={1}", [1]),
        ("ended_since={1}", [1]), ("ended_before={2}", [1]), ("ended_before={1}", []),
        ("filed_since={0}&ended_since={1}&updated_since={0}", [1]),
    ],
)  # fmt: skip
async def test_requests_are_found_by_when_they_were_filed_and_ended(api: Asked, query: str, found: list[int]) -> None:
    hours = [(api.stage.now + timedelta(hours=n)).isoformat().replace("+00:00", "Z") for n in range(3)]
    numbers = [await api.opens(f"The parcel {n} is late") for n in (1, 2)]
    now = api.stage.now
    await api.stage.change(numbers[0], filed_at=now, ended_at=now + timedelta(hours=1), status=Status.CLOSED)
    await api.stage.change(numbers[1], filed_at=now + timedelta(hours=1))
    answer = (await api.asks("GET", f"/tickets?{query.format(*hours)}")).json()
    assert [numbers.index(one["number"]) + 1 for one in answer["items"]] == found


async def test_a_moment_without_a_year_is_refused(api: Asked) -> None:
    for query in ("filed_since=0001-01-01T00:00:00%2B14:00", "ended_before=9999-12-31T23:59:59-14:00"):
        assert (await api.asks("GET", f"/tickets?{query}")).status_code == 422


async def test_what_has_a_link_has_its_address_in_either_form(api: Asked, olga: Someone) -> None:
    number = await api.opens()
    said = NewEntry(read_markdown("Please use the **second** [form](https://example.com/form)"))
    await api.stage.does(olga, thread.add_reply, number, said)
    message = (await api.asks("GET", f"/tickets/{number}/messages")).json()["items"][-1]
    assert message["markdown"] == "Please use the **second** [form](https://example.com/form)"
    assert message["text"] == "Please use the second form (https://example.com/form)"


async def test_twenty_messages_at_once_are_enough_for_one_person(api: Asked) -> None:
    number = await api.opens()
    said = [await api.asks("POST", f"/tickets/{number}/messages", {"text": f"Answer me {n}"}) for n in range(20)]
    assert [one.status_code for one in said] == [201] * 19 + [429]
    assert (said[-1].json()["type"], said[-1].headers["retry-after"]) == ("/api/docs#too-often", "3")
    await api.opens("Somebody else is heard", "u-2")


async def test_the_history_names_who_did_what_and_no_withdrawn_words(api: Asked, olga: Someone) -> None:
    number = await api.opens("The parcel is late")
    await api.stage.does(olga, assignment.claim, number)
    await execute(api.stage, "update history set new = '' where field = 'filed'")
    items = (await api.asks("GET", f"/tickets/{number}/history")).json()["items"]
    rows = {one["field"]: one for one in items}
    assert rows["filed"]["new"] is None
    assert [rows["assignee"][name] for name in ("old", "new", "by", "origin")] == [None, "Olga", "Olga", "telegram"]
    note = await api.stage.does(olga, thread.add_note, number, NewEntry(RichText("She is angry")))
    await api.stage.does(olga, editing.edit_entry, note, RichText("She waits"))
    for scopes, read in (((Scope.ALL_READ, Scope.NOTES), True), ((Scope.ALL_READ,), False)):
        async with api.calls(*scopes):
            pass
        assert ("She is angry" in (await api.asks("GET", f"/tickets/{number}/history")).text) is read


async def test_messages_of_the_requester_are_changed_and_deleted_and_no_others(api: Asked, olga: Someone) -> None:
    number, other = await api.opens("The parcel is late"), await api.opens("The lamp is dark")
    await api.asks("POST", f"/tickets/{number}/messages", {"text": "It is blue"})
    said = NewEntry(read_markdown("It is on its way"))
    await api.stage.does(olga, thread.add_reply, number, said)
    shown = (await api.asks("GET", f"/tickets/{number}")).json()["messages"]
    typed, blue, answer = (f"/tickets/{number}/messages/{one['id']}" for one in shown)
    elsewhere = f"/tickets/{other}/messages/{shown[1]['id']}"
    await execute(api.stage, "update entries set origin = 'telegram' where id = :id", id=shown[0]["id"])
    for path in (typed, answer, elsewhere):
        assert (await api.asks("PATCH", path, {"text": "No"})).json()["code"] == "no-such-message"
    changed = (await api.asks("PATCH", blue, {"text": "It is green"})).json()
    assert [(one["text"], one["edited"]) for one in changed["messages"][1:2]] == [("It is green", True)]
    gone = (await api.asks("DELETE", blue)).json()
    assert [one["text"] for one in gone["messages"]] == ["The parcel is late", "It is on its way"]
    assert (await api.asks("DELETE", blue)).status_code == 404


async def test_an_unknown_topic_or_person_is_named_as_the_field_that_is_wrong(api: Asked) -> None:
    number = await api.opens()
    for body, where in (({"topic": 99}, "body.topic"), ({"assignee": 99}, "body.assignee")):
        refused = await api.asks("PATCH", f"/tickets/{number}", body)
        assert (refused.status_code, [one["where"] for one in refused.json()["errors"]]) == (422, [where])


async def test_users_are_listed_and_found_by_name_or_id_those_of_other_systems_not(api: Asked) -> None:
    for external_id, name in (("u-1", "Rita K."), ("u-2", "Ben"), ("shop_3", "Nina")):
        await api.asks("PUT", f"/persons/{external_id}", {"name": name})

    async def list_ids(query: str) -> tuple[list[str], str | None]:
        page = (await api.asks("GET", f"/persons?{query}")).json()
        return [one["external_id"] for one in page["items"]], page["next_cursor"]

    first, cursor = await list_ids("limit=2")
    assert (first, await list_ids(f"cursor={cursor}")) == (["u-1", "u-2"], (["shop_3"], None))
    assert [(await list_ids(f"q={q}"))[0] for q in ("rita", "U-2", "p_3", "u_2", "%00")] == [
        ["u-1"], ["u-2"], ["shop_3"], [], []
    ]  # fmt: skip
    async with api.stage.database.unit_of_work() as session:
        session.add(
            other := Integration(name="Other", token_hash=b"x", token_hint="", scopes=[], made_at=api.stage.now)
        )
        await session.flush()
        await session.execute(text("update external_people set system_id = :id"), {"id": other.id})
    assert await list_ids("") == ([], None)


async def test_long_answers_are_compressed_for_who_takes_that_and_are_the_same(api: Asked) -> None:
    number = await api.opens("The parcel is late. " * 150)
    plain = await api.asks("GET", f"/tickets/{number}", accept_encoding="identity")
    packed = await api.asks("GET", f"/tickets/{number}", accept_encoding="gzip")
    short = await api.asks("GET", "/me", accept_encoding="gzip")
    never = await api.asks("GET", f"/tickets/{number}", accept_encoding="br, gzip;q=0")
    assert [one.headers.get("content-encoding") for one in (plain, packed, short, never)] == [None, "gzip", None, None]
    assert (packed.json(), packed.headers["etag"]) == (plain.json(), plain.headers["etag"])
    assert int(packed.headers["content-length"]) * 4 < int(plain.headers["content-length"])


async def test_the_document_has_the_webhooks_that_a_client_is_made_for(api: Asked) -> None:
    document = (await api.http.get("/openapi.json")).json()
    told = document["webhooks"]["message.added"]["post"]
    assert told["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/FeedEventSeen")
    assert told["operationId"] == "on_message_added"
