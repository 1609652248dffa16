"""What the simulated Todoist tells whoever reads it: sync, files, webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from .todoist_service import Receiver, Todoist, command, olga_joins

pytestmark = pytest.mark.broad

ITEMS = ("items", "notes", "sections", "projects")


# sync: reading


async def test_incremental_reading_is_the_latest_state_of_what_changed(board: Todoist) -> None:
    kept, closed, gone = [await board.add(name) for name in ("kept", "closed", "gone")]
    await board.do("note_add", item_id=gone, content="goes too")
    full = await board.sync(types=ITEMS)
    assert (full["full_sync"], len(full["items"]), len(full["notes"])) == (True, 3, 1)
    await board.do("item_complete", id=closed)
    await board.do("item_delete", id=gone)
    changes = await board.sync(token=full["sync_token"], types=ITEMS)
    rows = {row["id"]: row for row in changes["items"]}
    assert changes["full_sync"] is False
    assert kept not in rows
    assert rows[closed]["checked"]
    assert rows[gone]["is_deleted"]
    assert [row["is_deleted"] for row in changes["notes"]] == [True]
    nothing = await board.sync(token=changes["sync_token"], types=ITEMS)
    assert all(nothing[name] == [] for name in ITEMS)
    assert [row["id"] for row in (await board.sync(types=ITEMS))["items"]] == [kept]


async def test_every_change_moves_updated_at(board: Todoist) -> None:
    task = await board.add("x")
    stamps = set()
    for n in range(5):
        await board.do("item_update", id=task, priority=n % 4 + 1)
        [row] = (await board.sync(types=("items",)))["items"]
        stamps.add(row["updated_at"])
        assert len(row["updated_at"]) == len("2026-11-20T00:00:00.000000Z")
    assert len(stamps) == 5


async def test_deleting_a_section_deletes_its_tasks(board: Todoist) -> None:
    section = (await board.do("section_add", project_id=board.project["id"], name="New"))["id"]
    task = await board.add("x", section_id=section)
    start = (await board.sync(types=ITEMS))["sync_token"]
    await board.control("section/delete", **{"as": board.user["id"], "id": section})
    changes = await board.sync(token=start, types=ITEMS)
    assert [(row["id"], row["is_deleted"]) for row in changes["items"]] == [(task, True)]
    assert changes["sections"][0]["is_deleted"]


@pytest.mark.parametrize("told", [False, True])
async def test_a_task_moved_out_of_sight_and_back(board: Todoist, told: bool) -> None:
    await board.control("behave", moved_away="tombstone" if told else "silent")
    olga = await olga_joins(board)
    task = await board.add("x")
    private = await board.control("project/add", **{"as": olga, "name": "Private"})
    start = (await board.sync(types=ITEMS))["sync_token"]
    await board.control("task/move", **{"as": olga, "id": task, "project_id": private["id"]})
    gone = await board.sync(token=start, types=ITEMS)
    assert [row["is_deleted"] for row in gone["items"]] == ([True] if told else [])
    assert (await board.call("GET", f"/tasks/{task}")).status_code == 404
    await board.control("task/move", **{"as": olga, "id": task, "project_id": board.project["id"]})
    back = await board.sync(token=gone["sync_token"], types=ITEMS)
    assert [(row["id"], row["is_deleted"]) for row in back["items"]] == [(task, False)]


async def test_who_joins_is_read_and_reads_everything(board: Todoist) -> None:
    task = await board.add("x")
    start = await board.sync(types=("collaborators",))
    assert start["collaborators"] == []
    olga = await board.control("user", full_name="Olga", token=True)
    hers = Todoist(board.url, board.http)
    hers.user = olga
    before = (await hers.sync(types=ITEMS))["sync_token"]
    await board.control("join", user=olga["id"], project_id=board.project["id"])
    changes = await board.sync(token=start["sync_token"], types=("collaborators",))
    assert {row["full_name"] for row in changes["collaborators"]} == {"Pulldesk", "Olga"}
    assert {row["state"] for row in changes["collaborator_states"]} == {"active"}
    assert [row["id"] for row in (await hers.sync(token=before, types=ITEMS))["items"]] == [task]
    removed = await board.do("delete_collaborator", project_id=board.project["id"], email=olga["email"])
    assert removed["status"] == "ok"
    assert (await hers.call("GET", f"/tasks/{task}")).status_code == 404


async def test_a_full_reading_names_tasks_whose_comments_it_left_out(board: Todoist) -> None:
    await board.control("behave", notes_in_full=2)
    task = await board.add("x")
    for n in range(3):
        await board.do("note_add", item_id=task, content=str(n))
    full = await board.sync(types=("notes",))
    assert [row["content"] for row in full["notes"]] == ["1", "2"]
    assert full["incomplete_item_ids"] == [task]


async def test_a_rejected_sync_token(board: Todoist) -> None:
    token = (await board.sync(types=ITEMS))["sync_token"]
    await board.control("sync_token/reject")
    refused = await board.call("POST", "/sync", json={"sync_token": token, "resource_types": ["items"]})
    assert refused.status_code == 400
    token = (await board.sync(types=ITEMS))["sync_token"]
    await board.control("sync_token/reject", answer="full")
    assert (await board.sync(token=token, types=ITEMS))["full_sync"] is True
    forged = await board.call("POST", "/sync", json={"sync_token": "abc", "resource_types": ["items"]})
    assert forged.status_code == 400


async def test_syncs_are_limited_by_the_quarter_of_an_hour(board: Todoist) -> None:
    await board.control("limits", partial=1, full=1)
    token = (await board.sync(types=ITEMS))["sync_token"]
    refused = await board.call("POST", "/sync", json={"sync_token": "*", "resource_types": ["items"]})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 800
    assert refused.json()["error_extra"]["retry_after"] > 800
    await board.sync(token=token, types=ITEMS)
    body = {"sync_token": token, "resource_types": ["items"]}
    assert (await board.call("POST", "/sync", json=body)).status_code == 429


# files


async def test_a_file_is_uploaded_attached_and_fetched(board: Todoist) -> None:
    task = await board.add("x")
    uploaded = (await board.call("POST", "/uploads", files={"file": ("a b.txt", b"bytes", "text/plain")})).json()
    assert (uploaded["file_name"], uploaded["file_size"], uploaded["upload_state"]) == ("a b.txt", 5, "completed")
    done = await board.do("note_add", item_id=task, content="see", file_attachment=uploaded)
    assert done["status"] == "ok"
    assert (await board.http.get(uploaded["file_url"])).status_code == 401
    first = await board.http.get(uploaded["file_url"], headers=board.auth())
    assert first.status_code == 302
    fetched = await board.http.get(f"{board.url}{first.headers['Location']}")
    assert fetched.content == b"bytes"
    big = await board.call("POST", "/uploads", files={"file": ("big", b"x" * (5 * 1024 * 1024 + 1))})
    assert big.status_code == 413


# webhooks


async def test_a_webhook_is_signed_and_says_who_did_what(board: Todoist, hooks: Receiver) -> None:
    olga = await olga_joins(board)
    await board.control("webhooks", url=hooks.url, client_secret="s3cret")
    task = await board.control("task/add", **{"as": olga, "project_id": board.project["id"], "content": "Café"})
    headers, raw = await hooks.take()
    signature = base64.b64encode(hmac.new(b"s3cret", raw, hashlib.sha256).digest()).decode()
    assert headers["X-Todoist-Hmac-SHA256"] == signature
    assert headers["User-Agent"] == "Todoist-Webhooks"
    told = json.loads(raw)
    assert (told["event_name"], told["version"], told["user_id"]) == ("item:added", "1", board.user["id"])
    assert told["initiator"]["id"] == olga
    assert told["event_data"]["content"] == "Café"
    await board.control("task/update", **{"as": olga, "id": task["id"], "priority": 4})
    told = json.loads((await hooks.take())[1])
    assert told["event_data_extra"]["old_item"]["priority"] == 1
    await board.do("note_add", item_id=task["id"], content="hi")
    told = json.loads((await hooks.take())[1])
    assert (told["event_name"], told["initiator"]["id"]) == ("note:added", board.user["id"])
    assert told["event_data"]["item"]["project_id"] == board.project["id"]


async def test_a_webhook_not_answered_with_200_comes_again_under_the_same_id(board: Todoist, hooks: Receiver) -> None:
    await board.control("webhooks", url=hooks.url, client_secret="s")
    hooks.status = 204
    await board.add("x")
    first, _ = await hooks.take()
    hooks.status = 200
    again, _ = await hooks.take()
    assert first["X-Todoist-Delivery-ID"] == again["X-Todoist-Delivery-ID"]


async def test_webhooks_are_doubled_lost_and_early(board: Todoist, hooks: Receiver) -> None:
    await board.control("webhooks", url=hooks.url, client_secret="s", duplicate=True, before_response=True)
    await board.add("x")
    assert hooks.got.qsize() == 2
    one, two = (await hooks.take())[0], (await hooks.take())[0]
    assert one["X-Todoist-Delivery-ID"] == two["X-Todoist-Delivery-ID"]
    await board.control("webhooks", mode="lose")
    await board.add("y")
    assert hooks.got.empty()
    assert (await board.control("webhooks"))["lost"] == 1


async def test_webhooks_change_places(board: Todoist, hooks: Receiver) -> None:
    await board.control("webhooks", url=hooks.url, client_secret="s", swap=True, before_response=True)
    orders = [command("item_add", str(n), content=str(n), project_id=board.project["id"]) for n in range(2)]
    await board.sync(*orders)
    told = [json.loads((await hooks.take())[1])["event_data"]["content"] for _ in range(2)]
    assert told == ["1", "0"]


async def test_webhooks_go_only_to_this_machine(board: Todoist) -> None:
    assert not (await board.try_control("webhooks", url="http://example.com/hook"))["ok"]
