"""What an admin takes away: brought as a zip, audited; without names and words if not asked for."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest

from desk import Refused
from desk.metrics import ExportChoice, ExportFormat, exports
from desk.metrics.periods import find_period
from desk.policy.permissions import Grant
from desk.reviews import results
from tests.flows.acts import filed_and_resolved, filed_and_taken, reads_audit
from tests.flows.clients import as_vera
from tests.flows.phone import Phone
from tests.flows.scenes import may, row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Export")

BOARD = False
FORMULA = '=HYPERLINK("http://evil","x");"\nПринтер ☎️'


async def _taken(stage: Stage) -> dict[str, str]:
    """The files of the newest export."""
    found = await row(stage, "select content from report_results where kind = 'export' order by id desc limit 1")
    with zipfile.ZipFile(io.BytesIO(found[0])) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def _rows(text: str, separator: str = ",") -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=separator))


async def _exports(stage: Stage, **choice: Any) -> bool:
    """Vera asks for this month, as the panel does."""
    async with as_vera(stage) as desk:
        asked = await exports.request_export(desk, ExportChoice(find_period("month", desk.today), **choice))
    await stage.settle()
    return asked


async def test_an_export_has_names_and_words_only_by_choice(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await filed_and_resolved(rita, olga, FORMULA)
    await _exports(stage)
    said = await vera.last()
    assert said["caption"].startswith(text_of("export-part", parts=1, first="", last="", part=1)[:8])
    bare = await _taken(stage)
    assert set(bare) == {"tickets.csv", "entries.csv", "history.csv", "marks.csv", "figures.csv"}
    (ticket,) = _rows(bare["tickets.csv"])
    assert (ticket["number"], ticket["status"], ticket["solved_by"]) == ("1", "resolved", ticket["assignee_id"])
    everything = "".join(bare.values())
    assert not [word for word in ("Rita", "Olga", "HYPERLINK", "Принтер") if word in everything]
    figures = {one["figure"]: one for one in _rows(bare["figures.csv"])}
    assert (figures["filed"]["value"], figures["filed"]["name"], figures["filed"]["unit"]) == (
        "1",
        text_of("figure-filed"),
        "count",
    )

    await _exports(stage, names=True, words=True)
    full = await _taken(stage)
    (ticket,) = _rows(full["tickets.csv"])
    assert ticket["requester"] == "Rita K."
    assert ticket["subject"].startswith("'=HYPERLINK")
    (comment,) = (one for one in _rows(full["entries.csv"]) if one["kind"] == "comment")
    assert comment["words"] == f"'{FORMULA}"
    changes = _rows(full["history.csv"])
    assert [one["new"] for one in changes if one["field"] == "status"][-1] == "resolved"
    assert "Olga" in [one["new_name"] for one in changes if one["field"] == "assignee"]
    audited = await reads_audit(vera, "export")
    assert "CSV, with names, " + text_of("audit-file-part", part="words") in audited


async def test_in_russian_and_as_json(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await filed_and_resolved(rita, olga, "The lamp is broken")
    await vera.writes("/language ru")
    await _exports(stage)
    (ticket,) = _rows((await _taken(stage))["tickets.csv"], ";")
    assert ticket["filed_at"][:10] == f"{stage.clock():%Y-%m-%d}"
    assert "." not in ticket["taken_clock"]
    await _exports(stage, format=ExportFormat.JSON)
    taken = await _taken(stage)
    (held,) = json.loads(taken["tickets.json"])
    assert (held["number"], held["filed_at"][-6:]) == (1, "+00:00")
    assert json.loads(taken["marks.json"]) == []


async def test_days_that_are_none_are_said_and_nothing_is_made(stage: Stage) -> None:
    with pytest.raises(Refused, match="export-nothing"):
        await _exports(stage)
    assert await scalar(stage, "select count(*) from jobs where box = 'reports'") == 0


@pytest.mark.parametrize("lacks", [Grant.NOTES, Grant.EXPORT, Grant.FIGURES, Grant.REVIEW, None], ids=str)
async def test_a_file_has_what_its_reader_may_read_when_it_comes(
    stage: Stage, rita: Phone, olga: Phone, lacks: Grant | None
) -> None:
    """A right that was taken while the file was made is taken; one that has nothing to do with it is not asked for."""
    number = await filed_and_taken(rita, olga, "The lamp is broken")
    await olga.writes(f"/note {number} basalt")
    async with as_vera(stage) as desk:
        await results.add_criterion(desk, "Tone", 1)
    given = {"export": True, "figures": True, "review": True}
    await may(stage, olga, **given)
    async with as_vera(stage, olga.id) as desk:
        await exports.request_export(desk, ExportChoice(find_period("month", desk.today), names=True, words=True))
    await stage._poll()
    await may(stage, olga, **given | ({lacks.value: False} if lacks else {}))
    await stage.settle()
    came = [file["name"] for message in await olga.received() for file in message["files"]]
    assert bool(came) is (lacks is not Grant.EXPORT)
    held = await _taken(stage)
    assert ("basalt" in "".join(held.values())) is (lacks is not Grant.NOTES)
    assert ("reviews.csv" in held) is (lacks is not Grant.REVIEW)
