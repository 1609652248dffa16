"""What pulldesk relies on in Todoist's API v1 (facts of Todoist, read 2026-11), held against the simulated service and,
with a token of a test account, against the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.contract.documented import TodoistAccount, command, is_real, open_todoist

LIMIT = 300


@pytest_asyncio.fixture(params=["simulated", "real"])
async def account(request: pytest.FixtureRequest) -> AsyncIterator[TodoistAccount]:
    """An account of the simulated service, then of the real one."""
    if request.param == "real" and not is_real("todoist"):
        pytest.skip("CONTRACT_TODOIST_TOKEN is not set")
    async with open_todoist(real=request.param == "real") as made:
        yield made


async def test_a_wrong_token_is_401(account: TodoistAccount) -> None:
    assert (await account.call("GET", "/user", token="0" * 40)).status == 401


async def test_ids_are_strings_and_the_account_has_a_name(account: TodoistAccount) -> None:
    user, task = (await account.call("GET", "/user")).body, await account.add("One")
    assert isinstance(user["id"], str)
    assert user["full_name"]
    assert all(isinstance(task[name], str) for name in ("id", "project_id"))
    assert (task["content"], task["checked"], task["responsible_uid"]) == ("One", False, None)


async def test_an_unknown_task_is_404_and_a_page_of_201_is_400(account: TodoistAccount) -> None:
    assert (await account.call("GET", "/tasks/6XR4GqQQCW6Gv9h0")).status == 404
    too_long = await account.call("GET", "/tasks", params={"project_id": account.project, "limit": 201})
    assert (too_long.status, too_long.body["error_tag"]) == (400, "INVALID_ARGUMENT_VALUE")


async def test_a_page_says_whether_another_follows(account: TodoistAccount) -> None:
    ids = {(await account.add(f"Task {n}"))["id"] for n in range(3)}
    asked = {"project_id": account.project, "limit": 2}
    first = (await account.call("GET", "/tasks", params=asked)).body
    second = (await account.call("GET", "/tasks", params={**asked, "cursor": first["next_cursor"]})).body
    assert {row["id"] for row in [*first["results"], *second["results"]]} == ids
    assert second["next_cursor"] is None


async def test_a_command_is_executed_once_under_its_uuid(account: TodoistAccount) -> None:
    order = command("item_add", "t", content="Once", project_id=account.project)
    made = await account.sync(order)
    assert made["sync_status"][order["uuid"]] == "ok"
    assert isinstance(made["temp_id_mapping"]["t"], str)
    await account.sync(order)
    rows = (await account.call("GET", "/tasks", params={"project_id": account.project})).body["results"]
    assert [row["content"] for row in rows] == ["Once"]


async def test_a_failed_command_is_told_in_an_answer_of_200(account: TodoistAccount) -> None:
    order = command("item_close", id="6XR4GqQQCW6Gv9h0")
    status = (await account.sync(order))["sync_status"][order["uuid"]]
    assert status["http_code"] in (400, 403, 404)
    assert status["error_tag"]


async def test_an_incremental_reading_has_what_changed(account: TodoistAccount) -> None:
    start = await account.sync(types=("items",))
    task = await account.add("Later")
    news = await account.sync(since=start["sync_token"], types=("items",))
    assert not news["full_sync"]
    assert task["id"] in {row["id"] for row in news["items"]}


async def test_a_section_takes_an_order_key(account: TodoistAccount) -> None:
    section = (await account.call("POST", "/sections", json={"name": "New", "project_id": account.project})).body
    order = command("section_update", id=section["id"], order_key="m")
    assert (await account.sync(order))["sync_status"][order["uuid"]] == "ok"


async def test_recipients_of_a_comment_are_a_list(account: TodoistAccount) -> None:
    task, user = await account.add("With comments"), (await account.call("GET", "/user")).body
    words = {"task_id": task["id"], "content": "Hello"}
    as_text = await account.call("POST", "/comments", json={**words, "uids_to_notify": f"{user['id']}"})
    assert (as_text.status, as_text.body["error_tag"]) == (400, "INVALID_ARGUMENT_VALUE")
    assert (await account.call("POST", "/comments", json={**words, "uids_to_notify": [user["id"]]})).status == 200
    found = (await account.call("GET", "/comments", params={"task_id": task["id"]})).body["results"]
    assert [row["content"] for row in found] == ["Hello"]


async def test_a_closed_task_leaves_the_list_and_comes_back(account: TodoistAccount) -> None:
    task = await account.add("Done")
    assert (await account.call("POST", f"/tasks/{task['id']}/close")).status in (200, 204)
    asked = {"project_id": account.project}
    assert (await account.call("GET", "/tasks", params=asked)).body["results"] == []
    assert (await account.call("POST", f"/tasks/{task['id']}/reopen")).status in (200, 204)
    assert [row["id"] for row in (await account.call("GET", "/tasks", params=asked)).body["results"]] == [task["id"]]


async def test_a_full_project_answers_403(account: TodoistAccount) -> None:
    for start in range(0, LIMIT, 100):
        orders = [
            command("item_add", f"t{n}", content=f"{n}", project_id=account.project) for n in range(start, start + 100)
        ]
        assert set((await account.sync(*orders))["sync_status"].values()) == {"ok"}
    refused = await account.call("POST", "/tasks", json={"content": "One more", "project_id": account.project})
    assert (refused.status, refused.body["error_tag"]) == (403, "MAX_ITEMS_LIMIT_REACHED")
