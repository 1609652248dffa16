"""The guide's mapping and its CRM in Python, as a developer of the other side uses them."""

import importlib.util
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import pytest

from db.database import Database
from desk.crm.record_kinds import RecordKey, RecordKind, RecordToSend
from ops.json_http import JsonClient
from tests.flows.crm.side import crm_of, make_client, sent
from tests.flows.stage import staged
from tests.texts import IN_BOTH
from web.crm.connection import HttpCrm
from web.crm.mapping import load_mappings, make_body

pytestmark = pytest.mark.sentence("The CRM")


@contextmanager
def _example(project: Path) -> Iterator[tuple[Any, str]]:
    """The example, serving on a free port."""
    named = importlib.util.spec_from_file_location("example_crm", project / "docs" / "examples" / "crm.py")
    assert named is not None and named.loader is not None
    module = importlib.util.module_from_spec(named)
    named.loader.exec_module(module)
    server = HTTPServer(("127.0.0.1", 0), module.Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield module, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def test_the_example_takes_what_is_sent(database: Database, project: Path) -> None:
    with _example(project) as (crm, url):
        async with (
            staged(database, board=False, begins=(), organizations__enabled=True) as stage,
            crm_of(stage) as (_, sender),
            JsonClient(url, {"authorization": f"Bearer {crm.TOKEN}"}, seconds=5) as client,
        ):
            sender._crm = HttpCrm(client, load_mappings(None))
            organization, contact = await make_client(stage, "+79161234567")
            await sent(stage, sender)
            assert crm.records[f"/organizations/{organization}"]["tax_id"] == "7707083893"
            of_contact = crm.records[f"/contacts/{contact}"]
            assert (of_contact["phone"], of_contact["organization_ref"]) == ("+79161234567", "organizations-1")


@IN_BOTH
def test_the_mapping_of_the_guide_renames_as_it_says(project: Path, language: str, tmp_path: Path) -> None:
    guide = project / "docs" / language.replace("en", "") / "how-to" / "integrators" / "crm.md"
    (shown,) = re.findall(r"```json\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
    assert json.loads(shown) == json.loads((project / "docs" / "examples" / "crm_mapping.json").read_text("utf-8"))
    (tmp_path / "mapping.json").write_text(shown)
    mappings = load_mappings(tmp_path / "mapping.json")
    assert mappings[RecordKind.RATING] is None
    values = {
        "number": 107,
        "subject": "No paper",
        "status": "resolved",
        "organization_ref": "O-1",
        "requester": "Anna",
    }
    record = RecordToSend(RecordKey(RecordKind.REQUEST, 31), None, values, b"", "request-31")
    mapping = mappings[RecordKind.REQUEST]
    assert mapping is not None
    assert make_body(record, mapping) == {
        "PulldeskId": 31, "Number": 107, "Title": "No paper", "State": "Done", "Owner": {"Code": "O-1"},
        "Author": "Anna",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", "CRM_MAPPING should hold the path of a readable file with JSON"),
        ('{"organization": {"path": "secret"}}', "organization"),
        ('{"secrets": null}', "secrets"),
        ('{"request": {"path": "/x", "method": "DELETE"}}', "request.method"),
    ],
)
def test_a_wrong_mapping_is_named_without_its_content(tmp_path: Path, content: str, named: str) -> None:
    (tmp_path / "mapping.json").write_text(content)
    with pytest.raises(ValueError, match="CRM_MAPPING should hold") as refused:
        load_mappings(tmp_path / "mapping.json")
    assert named in str(refused.value)
    assert "secret" not in str(refused.value).replace("secrets", "")
