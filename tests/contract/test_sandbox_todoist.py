"""The simulated Todoist keeps to what is known of the real one: REST, commands, limits, faults."""

from __future__ import annotations

import json

import httpx
import pytest
from todoist_api_python.api_async import TodoistAPIAsync

from .todoist_service import Todoist, command, olga_joins

pytestmark = pytest.mark.broad

ITEMS = ("items", "notes", "sections", "projects")


# accounts and REST


async def test_unknown_token_is_refused_with_401(board: Todoist) -> None:
    answer = await board.http.get(f"{board.url}/api/v1/user", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.json()["error_code"]) == (401, 477)
    me = (await board.call("GET", "/user")).json()
    assert me["full_name"] == "Pulldesk"
    await board.control("token/revoke", user=me["id"])
    assert (await board.call("GET", "/user")).status_code == 401


async def test_pages_end_with_a_null_cursor_and_a_cursor_knows_its_request(board: Todoist) -> None:
    for n in range(5):
        await board.add(f"task {n}")
    query = {"project_id": board.project["id"], "limit": 2}
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await board.call("GET", "/tasks", params=query | {"cursor": cursor})).json()
        seen += [task["content"] for task in page["results"]]
        last, cursor = cursor or None, page["next_cursor"]
    assert seen == [f"task {n}" for n in range(5)]
    assert (await board.call("GET", "/tasks", params={"cursor": last, "limit": 2})).status_code == 400
    assert (await board.call("GET", "/tasks", params={"limit": 201})).json()["error_tag"] == "INVALID_ARGUMENT_VALUE"


async def test_comments_and_completed_tasks_over_rest(board: Todoist) -> None:
    task = (await board.call("POST", "/tasks", json={"content": "x", "project_id": board.project["id"]})).json()
    said = {"task_id": task["id"], "content": "hi", "uids_to_notify": "1,2"}
    refused = await board.call("POST", "/comments", json=said)
    assert (refused.status_code, refused.json()["error_tag"]) == (400, "INVALID_ARGUMENT_VALUE")
    note = (await board.call("POST", "/comments", json=said | {"uids_to_notify": ["1", "2"]})).json()
    assert note["item_id"] == task["id"]
    assert "project_id" not in note
    assert note["uids_to_notify"] == ["1", "2"]
    assert (await board.call("POST", f"/tasks/{task['id']}/close")).status_code == 204
    assert (await board.call("GET", f"/tasks/{task['id']}")).status_code == 404
    window = {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"}
    path = "/tasks/completed/by_completion_date"
    assert (await board.call("GET", path, params=window)).json()["items"] == []
    closed = next(row for row in (await board.reading("state"))["tasks"] if row["id"] == task["id"])
    window = {"since": closed["completed_at"], "until": closed["completed_at"]}
    found = (await board.call("GET", path, params=window)).json()["items"]
    assert [row["id"] for row in found] == [task["id"]]
    assert len((await board.call("GET", "/comments", params={"task_id": task["id"]})).json()["results"]) == 1
    assert (await board.call("POST", f"/tasks/{task['id']}/reopen")).status_code == 204
    assert (await board.call("GET", f"/tasks/{task['id']}")).json()["checked"] is False


async def test_the_official_client_does_its_work(board: Todoist) -> None:
    olga = await olga_joins(board)
    async with (
        httpx.AsyncClient(transport=_Rewriting(board.url)) as http,
        TodoistAPIAsync(board.user["token"], client=http) as api,
    ):
        projects = [one async for page in await api.get_projects() for one in page]
        assert {one.name for one in projects} == {"Inbox", "Support"}
        section = await api.add_section("New", project_id=board.project["id"])
        task = await api.add_task("Printer", section_id=section.id, assignee_id=olga, priority=4)
        assert (task.section_id, task.assignee_id) == (section.id, olga)
        assert (await api.update_task(task.id, content="Scanner", labels=["a"])).content == "Scanner"
        comment = await api.add_comment("hello", task_id=task.id)
        assert [c.id async for page in await api.get_comments(task_id=task.id) for c in page] == [comment.id]
        people = [one.name async for page in await api.get_collaborators(board.project["id"]) for one in page]
        assert set(people) == {"Pulldesk", "Olga"}
        assert await api.move_task(task.id, project_id=board.project["id"])
        assert (await api.get_task(task.id)).section_id is None
        assert await api.complete_task(task.id)
        assert await api.uncomplete_task(task.id)
        assert await api.delete_task(task.id)
        with pytest.raises(httpx.HTTPStatusError):
            await api.get_task(task.id)


class _Rewriting(httpx.AsyncHTTPTransport):
    """Sends what is meant for the real service to the simulated one."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._to = httpx.URL(url)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host=self._to.host, port=self._to.port)
        request.headers["Host"] = f"{self._to.host}:{self._to.port}"
        return await super().handle_async_request(request)


# sync: commands


async def test_commands_use_temporary_ids_of_their_own_request(board: Todoist) -> None:
    first = command("item_add", "a", content="x", project_id=board.project["id"])
    second = command("note_add", "b", item_id="a", content="hello")
    answer = await board.sync(first, second, types=ITEMS)
    assert set(answer["sync_status"].values()) == {"ok"}
    assert [row["item_id"] for row in answer["notes"]] == [answer["temp_id_mapping"]["a"]]
    late = await board.do("note_add", item_id="a", content="late")
    assert late["status"]["error_tag"] == "INVALID_TEMP_ID"
    await board.control("behave", temp_ids="kept")
    assert (await board.do("note_add", item_id="a", content="late"))["status"] == "ok"


async def test_a_repeated_uuid_is_executed_once_and_keeps_its_id_to_itself(board: Todoist) -> None:
    order = command("item_add", content="once", project_id=board.project["id"])
    assert (await board.sync(order))["sync_status"][order["uuid"]] == "ok"
    again = await board.sync(order, types=ITEMS)
    assert again["sync_status"][order["uuid"]]["error_code"] == 37
    assert again["temp_id_mapping"] == {}
    assert len(again["items"]) == 1
    await board.control("forget_uuids")
    assert (await board.sync(order))["sync_status"][order["uuid"]] == "ok"


async def test_one_command_that_fails_does_not_stop_the_others(board: Todoist) -> None:
    bad = command("item_update", id="6XR4GqQQCW6Gv9h4", content="x")
    good = command("item_add", content="x", project_id=board.project["id"])
    answer = await board.sync(bad, good)
    assert answer["sync_status"][bad["uuid"]]["error_code"] == 478
    assert answer["sync_status"][good["uuid"]] == "ok"
    assert answer["full_sync"] is True


async def test_form_and_json_say_the_same(board: Todoist) -> None:
    order = command("item_add", content="über & ünter", project_id=board.project["id"])
    form = {"sync_token": "*", "resource_types": '["items"]', "commands": json.dumps([order])}
    answer = (await board.call("POST", "/sync", data=form)).json()
    assert [row["content"] for row in answer["items"]] == ["über & ünter"]


async def test_a_request_over_its_bounds_is_refused_whole(board: Todoist) -> None:
    orders = [command("item_add", str(n), content="x", project_id=board.project["id"]) for n in range(101)]
    answer = await board.call("POST", "/sync", json={"commands": orders})
    assert answer.status_code == 400
    assert "max 100 commands" in answer.json()["error"]
    huge = await board.call("POST", "/sync", json={"commands": [], "x": "y" * 1024 * 1024})
    assert huge.status_code == 413
    assert (await board.sync(types=("items",)))["items"] == []


@pytest.mark.parametrize(
    ("field", "longest"), [("content", 500), ("description", 16_383)], ids=["content", "description"]
)
async def test_too_long_texts_are_refused_not_cut(board: Todoist, field: str, longest: int) -> None:
    task = await board.add("x")
    assert (await board.do("item_update", id=task, **{field: "y" * longest}))["status"] == "ok"
    refused = await board.do("item_update", id=task, **{field: "y" * (longest + 1)})
    assert refused["status"]["http_code"] == 400
    assert (await board.do("note_add", item_id=task, content="n" * 15_000))["status"] == "ok"
    assert (await board.do("note_add", item_id=task, content="n" * 15_001))["status"]["http_code"] == 400


async def test_sections_stand_by_their_order_key_which_is_a_text_or_none(board: Todoist) -> None:
    ids = [(await board.do("section_add", name=name, project_id=board.project["id"]))["id"] for name in ("a", "b")]
    for section, key in zip(ids, ("z", "m"), strict=True):
        assert (await board.do("section_update", id=section, order_key=key))["status"] == "ok"
    assert (await board.do("section_update", id=ids[0], order_key=7))["status"]["error_tag"] == "INVALID_ARGUMENT_VALUE"
    assert (await board.do("project_update", id=board.project["id"], order_key=None))["status"] == "ok"
    query = {"project_id": board.project["id"]}
    found = (await board.call("GET", "/sections", params=query)).json()["results"]
    assert [(row["name"], row["order_key"]) for row in found] == [("b", "m"), ("a", "z")]


async def test_300_active_tasks_are_the_limit(board: Todoist) -> None:
    ids: list[str] = []
    for start in range(0, 300, 100):
        orders = [
            command("item_add", str(n), content=f"{start + n}", project_id=board.project["id"]) for n in range(100)
        ]
        answer = await board.sync(*orders)
        ids += answer["temp_id_mapping"].values()
    refused = await board.do("item_add", content="one more", project_id=board.project["id"])
    assert refused["status"]["error_code"] == 49
    assert refused["status"]["error_tag"] == "MAX_ITEMS_LIMIT_REACHED"
    assert refused["status"]["http_code"] == 403
    over_rest = await board.call("POST", "/tasks", json={"content": "one more", "project_id": board.project["id"]})
    assert (over_rest.status_code, over_rest.json()["error_code"]) == (403, 49)
    assert (await board.do("item_complete", id=ids[0]))["status"] == "ok"
    assert (await board.do("item_add", content="one more", project_id=board.project["id"]))["status"] == "ok"
    assert (await board.do("item_uncomplete", id=ids[0]))["status"]["error_code"] == 49


async def test_a_free_account_has_five_projects(board: Todoist) -> None:
    for n in range(4):
        assert (await board.do("project_add", name=f"{n}"))["status"] == "ok"
    assert (await board.do("project_add", name="sixth"))["status"]["http_code"] == 403


async def test_only_collaborators_can_be_assigned(board: Todoist) -> None:
    task = await board.add("x")
    stranger = await board.control("user", full_name="Stranger")
    assert (await board.do("item_update", id=task, responsible_uid=stranger["id"]))["status"]["http_code"] == 400
    olga = await olga_joins(board)
    assert (await board.do("item_update", id=task, responsible_uid=olga))["status"] == "ok"
    await board.control("leave", user=olga, project_id=board.project["id"])
    [row] = (await board.sync(types=("items",)))["items"]
    assert row["responsible_uid"] is None


async def test_moves_take_exactly_one_place(board: Todoist) -> None:
    section = (await board.do("section_add", project_id=board.project["id"], name="New"))["id"]
    task = await board.add("x")
    two = await board.do("item_move", id=task, section_id=section, project_id=board.project["id"])
    assert two["status"]["http_code"] == 400
    assert (await board.do("item_move", id=task, section_id=section))["status"] == "ok"
    assert (await board.do("item_update", id=task, section_id=None))["status"] == "ok"
    [row] = (await board.sync(types=("items",)))["items"]
    assert row["section_id"] == section


async def test_subtasks_go_with_their_parent(board: Todoist) -> None:
    parent = await board.add("parent")
    child = await board.add("child", parent_id=parent)
    start = (await board.sync(types=("items",)))["sync_token"]
    await board.do("item_close", id=parent)
    rows = {row["id"]: row for row in (await board.sync(token=start, types=("items",)))["items"]}
    assert rows[parent]["checked"]
    assert rows[child]["checked"]
    await board.do("item_uncomplete", id=child)
    rows = {row["id"]: row for row in (await board.sync(token=start, types=("items",)))["items"]}
    assert not rows[parent]["checked"]
    await board.do("item_delete", id=parent)
    rows = {row["id"]: row for row in (await board.sync(token=start, types=("items",)))["items"]}
    assert rows[child]["is_deleted"]


async def test_closing_a_recurring_task_only_advances_it(board: Todoist) -> None:
    task = await board.add("water", due={"string": "every day"})
    [before] = (await board.sync(types=("items",)))["items"]
    assert (await board.do("item_close", id=task))["status"] == "ok"
    [after] = (await board.sync(types=("items",)))["items"]
    assert after["checked"] is False
    assert after["due"]["date"] > before["due"]["date"]
    assert (await board.do("item_complete", id=task))["status"] == "ok"
    assert (await board.sync(types=("items",)))["items"] == []


async def test_titles_are_one_line_and_at_signs_are_labels_unless_told_not_to(board: Todoist) -> None:
    await board.add("mail a@b.c\nto @anna now")
    await board.add("to @anna now", auto_parse_labels=False)
    first, second = (await board.sync(types=("items",)))["items"]
    assert (first["content"], first["labels"]) == ("mail a@b.c to now", ["anna"])
    assert (second["content"], second["labels"]) == ("to @anna now", [])


async def test_comments_are_changed_only_by_their_author(board: Todoist) -> None:
    olga = await olga_joins(board)
    task = await board.add("x")
    said = await board.control("comment/add", **{"as": olga, "task_id": task, "content": "hers"})
    assert (await board.do("note_update", id=said["id"], content="ours"))["status"]["http_code"] == 403
    assert (await board.do("note_delete", id=said["id"]))["status"]["http_code"] == 403
    await board.control("comment/update", **{"as": olga, "id": said["id"], "content": "changed"})
    await board.control("comment/react", **{"as": olga, "id": said["id"], "reaction": "👍"})
    [row] = (await board.sync(types=("notes",)))["notes"]
    assert (row["content"], row["reactions"]) == ("changed", {"👍": [olga]})


# faults and controls


async def test_a_timeout_after_the_work_was_done(board: Todoist) -> None:
    await board.control("fault", path="sync", after=True, reset=True)
    order = command("item_add", content="x", project_id=board.project["id"])
    with pytest.raises(httpx.TransportError):
        await board.sync(order)
    assert (await board.sync(order))["sync_status"][order["uuid"]]["error_code"] == 37


async def test_a_lost_answer_after_part_of_a_batch(board: Todoist) -> None:
    orders = [command("item_add", str(n), content=str(n), project_id=board.project["id"]) for n in range(3)]
    await board.control("fault", path="sync", after=True, status=504, html=True, commands=2)
    answer = await board.call("POST", "/sync", json={"commands": orders})
    assert answer.status_code == 504
    assert answer.headers["Content-Type"].startswith("text/html")
    status = (await board.sync(*orders))["sync_status"]
    assert [status[one["uuid"]] == "ok" for one in orders] == [False, False, True]


async def test_429_and_500_on_demand(board: Todoist) -> None:
    await board.control("fault", path="*", status=429, retry_after=7)
    answer = await board.call("GET", "/projects")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    fault = await board.control("fault", path="*", status=500, times=None)
    assert (await board.call("GET", "/projects")).status_code == 500
    assert (await board.call("GET", "/user")).status_code == 500
    await board.control("fault/clear", id=fault["id"])
    assert (await board.call("GET", "/user")).status_code == 200


async def test_calls_and_changes_can_be_watched(board: Todoist) -> None:
    version = (await board.reading("state"))["version"]
    await board.add("x")
    assert (await board.reading("changes", since=version, timeout=5))["version"] > version
    calls = await board.reading("calls", path="sync")
    assert calls["count"] == 1
    assert calls["recent"][0]["commands"] == ["item_add"]


async def test_controls_need_the_key_and_the_own_host(board: Todoist) -> None:
    url = f"{board.url}/control/state"
    assert (await board.http.get(url)).status_code == 403
    assert (await board.http.get(url, headers={"X-Sandbox-Key": "wrong"})).status_code == 403
    foreign = await board.http.get(f"{board.url}/api/v1/user", headers={**board.auth(), "Host": "evil.example"})
    assert foreign.status_code == 403
