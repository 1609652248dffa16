"""Lists of the API, read two at a time while rows come and go: what was there comes once, and nothing is missed."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.desk.stage import Someone
from tests.web.api_asked import Asked

_TICKETS = """
insert into tickets (number, requester_id, status, priority, subject, origin, created_at, filed_at, updated_at,
  subject_at, status_at, priority_at, assignee_at, labels_at, promised_at)
select 1 + (select coalesce(max(number), 0) from tickets), :olga, 'new', 1 + extract(minute from t)::int % 3, 'Lamp',
  'api', t, t, t, t, t, t, t, t, case when extract(minute from t)::int % 2 = 0 then t end
from (select cast(:at as timestamptz)) as one(t)
"""
_TABLES = {
    "/ideas?": (
        "id",
        "insert into ideas (author_id, by_team, words, status_at, created_at) values (:olga, true, 'Idea', :at, :at)",
        "delete from ideas where id = :last",
    ),
    "/articles?state=draft&": (
        "id",
        "insert into articles (slug, state, created_at, updated_at) values ('a' || random(), 'draft', :at, :at)",
        "delete from articles where id = :last",
    ),
    "/tickets?sort=queue&": (
        "number", _TICKETS, "update tickets set status = 'closed', ended_at = now() where number = :last"
    ),
    "/tickets/1/history?": (
        "new",
        "insert into history (ticket_id, field, old, new, at, origin) "
        "select 1, 'priority', '1', 'to ' || (select count(*) from history), :at, 'todoist'",
        "delete from history where new = :last",
    ),
}  # fmt: skip
"""How a list is asked, what tells its rows apart, and how one is added and taken away."""


@pytest.mark.parametrize("path", _TABLES)
async def test_each_row_comes_once_while_others_come_and_go(api: Asked, olga: Someone, path: str) -> None:
    key, adding, removing = _TABLES[path]
    at_once = "" if "history" in path else "limit=2"

    async def write(*minutes: int, last: object = None) -> None:
        async with api.stage.database.unit_of_work() as session:
            for n in minutes:
                at = api.stage.now + timedelta(minutes=n)
                await session.execute(text(adding), {"at": at, **({"olga": olga.id} if ":olga" in adding else {})})
            if last is not None:
                await session.execute(text(removing), {"last": last})

    if "history" in path:
        await api.opens()
    await write(*range(25 if "history" in path else 7))
    there, seen = set[object](), list[object]()
    for is_changing in (False, True):
        cursor: str | None = ""
        while cursor is not None and len(seen) < 60:
            page = (await api.asks("GET", f"{path}{at_once}{cursor and '&cursor='}{cursor}")).json()
            seen += [one[key] for one in page["items"]]
            assert page["has_more"] is (page["next_cursor"] is not None)
            cursor = page["next_cursor"]
            if is_changing:
                await write(100, -100, -101, last=seen[-1])
        if not is_changing:
            there, seen = set(seen), []
    assert len(there) >= 7
    assert there <= set(seen)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "path", ["/ideas?", "/articles?", "/tickets?sort=queue&", "/tickets?sort=oldest&", "/tickets/1/history?"]
)
async def test_a_cursor_of_the_release_before_or_of_another_list_is_refused_in_words(api: Asked, path: str) -> None:
    await api.opens()
    for cursor in ("2", "AAAAAAAAAAAA"):
        refused = await api.asks("GET", f"{path}cursor={cursor}")
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["what"] == "Send the next_cursor of the page before, of the same list"
