"""SIGSTOP of a bot between the commit of an answer and its hand-over: another sends it, once. Through a colleague's own
account it sends nothing that may have come, and its author is told. The stopped one goes on and sends nothing."""

import signal
from pathlib import Path

import pytest

from tests.kill.door import Door
from tests.kill.test_kill import OLGA, RITA, _answers, _counted_repeats, _find, _is_read, _meet
from tests.kill.town import free_port, town
from tests.texts import piece_of


@pytest.mark.limit(300)
@pytest.mark.parametrize("is_account", [False, True], ids=["bot", "account"])
async def test_another_takes_over_what_was_about_to_go(database_url: str, tmp_path: Path, is_account: bool) -> None:
    async with town(database_url, tmp_path, names=["bot"], TODOIST_API_TOKEN="") as made:
        await _meet(made)
        at = {"owner": OLGA, "with": RITA}
        if is_account:
            await made.telegram.do("account", person=OLGA)
            await made.press(OLGA, "own_all")
            chosen = "select 1 from own_accounts where chosen_at is not null"
            await made.until(lambda: _find(made.database, chosen), "it is chosen")
            await made.telegram.do("account/message", **at, text="word-1 the upload fails")
        else:
            await made.says(RITA, "word-1 the upload fails")
        await made.press(OLGA, "claim:1")
        await made.until(lambda: _is_read(made), "nothing waits")
        assert await made.doors["bot"].stop() == 0
        stopping = Door("tests.kill.dying_bot", {**made.settings, "BOT_HTTP_PORT": str(free_port())}, tmp_path)
        await stopping.start()
        await _answers(made, "// word-2 a note", "word-1")  # the first message after a start is stored before
        await made.until(lambda: _find(made.database, "select 1 from entries where body = 'word-2 a note'"), "it is")
        await made.until(lambda: _is_read(made), "nothing waits")
        (tmp_path / "stop").touch()
        await _answers(made, "word-3 it works", "word-1")
        await made.until(lambda: _is_stopped(stopping), "it is stopped")
        await made.doors["bot"].start()

        async def count() -> tuple[int, int]:
            view = await made.telegram.read("account", **at) if is_account else {"messages": await made.chat(RITA)}
            there, told = view["messages"], piece_of("answer-own-unsure")
            return tuple(
                sum(piece in str(one.get("text")) for one in said)
                for said, piece in ((there, "word-3"), (await made.chat(OLGA), told))
            )

        async def has_gone_on() -> bool:
            return any(await count())

        await made.until(has_gone_on, "the other goes on")
        stopping.send(signal.SIGCONT)
        assert await stopping.stop() == 0
        await made.until(lambda: _is_read(made), "nothing waits")
        there, told = await count()
        repeats = await _counted_repeats(made)  # it may have been stopped while the answer was on its way
        assert there + told in (1, 2) and there <= 1 if is_account else 1 <= there <= 1 + repeats, (
            there,
            told,
            repeats,
        )
        assert await made.doors["bot"].stop() == 0


async def _is_stopped(door: Door) -> bool:
    return Path(f"/proc/{door.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
