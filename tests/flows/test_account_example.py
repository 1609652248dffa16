"""The guide's system in Python, as an integrator starts it: the desk asks it, and agents read its answer."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from db.database import Database
from ops.webhook_http import Poster
from tests.flows import cast
from tests.flows.accounts import SECRET
from tests.flows.acts import files
from tests.flows.phone import words
from tests.flows.stage import staged

pytestmark = pytest.mark.sentence("Account data")

SERVES = 'HTTPServer(("127.0.0.1", 8099), Account).serve_forever()'


@contextmanager
def _shown_in(guide: Path) -> Iterator[str]:
    """The page's server, on a free port; its address."""
    (code,) = re.findall(r"```python\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
    assert SERVES in code
    made: dict[str, Any] = {}
    exec(code.replace(SERVES, ""), made)  # noqa: S102  (a page of ours)
    made["Account"].log_message = lambda *_: None
    server = HTTPServer(("127.0.0.1", 0), made["Account"])
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/account"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("language", ["", "ru"])
async def test_the_server_of_the_guide_answers(
    database: Database, project: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    guide = project / "docs" / language / "how-to" / "integrators" / "account.md"
    monkeypatch.setenv("ACCOUNT_SECRET", SECRET)
    async with Poster(["127.0.0.1"], [], seconds=5) as poster:
        with _shown_in(guide) as url:
            given = {"accounts__url": url, "accounts__secret": SecretStr(SECRET)}
            async with staged(database, board=False, begins=(cast.rita, cast.olga), accounts=poster, **given) as stage:
                number = await files(stage.rita, "The heating is cold")
                card = words(await stage.olga.message_with(f"claim:{number}"))
    label, value = re.findall(r'"label": "(.+?)", "value": "(.+?)"', guide.read_text("utf-8"))[-1]
    assert f"{label}: {value}" in card
