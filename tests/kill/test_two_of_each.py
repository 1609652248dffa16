"""Two of each on one database: kill -9 of the active one, and the other is at work within ten seconds; nothing is lost
or doubled, and both share the inbox."""

import asyncio
import signal
from pathlib import Path

from tests.kill.door import Door
from tests.kill.test_kill import OLGA, RITA, _comment, _counted_repeats, _meet, _words
from tests.kill.town import Town, free_port, town

SECONDS, SECONDS_OF_A_HUNG = 10.0, 15.0
ELECTED = {"bot": "elected: polling", "todoist_sync": "this process writes the board"}
CROWD = 60


async def test_the_other_is_at_work_within_ten_seconds(database_url: str, tmp_path: Path) -> None:
    async with town(database_url, tmp_path, BOT_HTTP_PORT=str(free_port())) as made:
        doors = {name: [door, await _twin(door, tmp_path)] for name, door in made.doors.items()}
        try:
            await _meet(made)
            await made.says(RITA, "word-1 the upload of team North fails")
            await made.press(OLGA, "claim:1")
            await made.until(lambda: made.button(OLGA, "resolve:1"), "Olga has it")
            said, took = 1, []
            for name in ("bot", "todoist_sync", "bot", "todoist_sync"):
                before = f"word-{said} "
                await made.until(lambda b=before: made.recorded(OLGA, b), "what Olga replies to is recorded")  # type: ignore[misc]
                said += 1
                active, other = await _by_duty(made, doors[name])
                await made.until(lambda o=other: made.ready(o.port), f"the other {name} stands by")  # type: ignore[misc]
                elections = other.log().count(ELECTED[name])
                await made.says(OLGA, f"word-{said} which file is it", to=before)
                await active.kill()
                took.append(await _until_elected(made, other, elections))
                said += 1
                await made.says(RITA, f"word-{said} the second one", to=f"word-{said - 1} ")
                await made.until(lambda s=said: made.got(OLGA, f"word-{s} "), f"word-{said} goes on")  # type: ignore[misc]
                await active.start()
            await _comment(made, 1, "word-10 the window is open again")
            for person in (RITA, OLGA):
                await made.until(lambda p=person: made.got(p, "word-10 "), f"the board speaks to {person}")  # type: ignore[misc]
            await _all_there(made)
            assert max(took) < SECONDS, took
        finally:
            await asyncio.gather(*(pair[1].stop() for pair in doors.values()))


async def test_the_other_writes_the_board_while_one_is_stopped(database_url: str, tmp_path: Path) -> None:
    """SIGSTOP, twice, then it goes on: what the hung one was at is written once."""
    async with town(database_url, tmp_path, BOT_HTTP_PORT=str(free_port())) as made:
        pair = [made.doors["todoist_sync"], await _twin(made.doors["todoist_sync"], tmp_path)]
        try:
            await _meet(made)
            await made.says(RITA, "word-1 the upload of team North fails")
            await made.press(OLGA, "claim:1")
            await made.until(lambda: made.button(OLGA, "resolve:1"), "Olga has it")
            took, (active, other) = [], await _by_duty(made, pair)
            for said in (2, 4):
                await made.until(lambda o=other: made.ready(o.port), "the other stands by")  # type: ignore[misc]
                elections = other.log().count(ELECTED["todoist_sync"])
                active.send(signal.SIGSTOP)
                await made.says(RITA, f"word-{said} it fails again", to="")
                took.append(await _until_elected(made, other, elections))
                await made.until(lambda s=said: _is_on_board(made, s), f"word-{said} is on the board")  # type: ignore[misc]
                active.send(signal.SIGCONT)
                await made.says(RITA, f"word-{said + 1} and again", to="")
                await made.until(lambda s=said: _is_on_board(made, s + 1), "and what comes then")  # type: ignore[misc]
                assert await _is_on_board(made, said)
                active, other = other, active
            assert max(took) < SECONDS_OF_A_HUNG, took
        finally:
            for door in pair:
                door.send(signal.SIGCONT)
            await pair[1].stop()


async def _is_on_board(made: Town, said: int) -> bool:
    """Whether a word is among the comments, once."""
    return len([one for one in await made.comments(1) if f"word-{said} " in one]) == 1


async def _twin(door: Door, folder: Path) -> Door:
    place = folder / f"second-{door.name}"
    place.mkdir()
    twin = door.twin(place, HTTP_PORT=str(free_port()), BOT_HTTP_PORT=str(free_port()))
    await twin.start()
    return twin


async def _by_duty(made: Town, pair: list[Door]) -> tuple[Door, Door]:
    """The active one and the one that stands by: whoever says it was elected while the other has not since."""

    async def one() -> bool:
        return len([door for door in pair if door.is_elected(ELECTED[door.name])]) == 1

    await made.until(one, "one of two is elected")
    first, second = pair
    return (first, second) if first.is_elected(ELECTED[first.name]) else (second, first)


async def _until_elected(made: Town, door: Door, elections: int) -> float:
    """How long until it says so once more."""
    loop = asyncio.get_running_loop()
    began = loop.time()

    async def again() -> bool:
        return door.log().count(ELECTED[door.name]) > elections

    await made.until(again, f"the other {door.name} takes over")
    return loop.time() - began


async def _all_there(made: Town) -> None:
    """Each word is where it belongs: in the chats in order, on the board once."""
    to_rita, to_olga = await _words(made, RITA), await _words(made, OLGA)
    assert list(dict.fromkeys(to_rita)) == ["word-2", "word-4", "word-6", "word-8", "word-10"]
    assert list(dict.fromkeys(to_olga)) == ["word-3", "word-5", "word-7", "word-9", "word-10"]
    doubled = len(to_rita) - len(set(to_rita)) + len(to_olga) - len(set(to_olga))
    assert doubled <= await _counted_repeats(made)

    async def on_board() -> bool:
        comments = await made.comments(1)
        return all(any(f"word-{n} " in comment for comment in comments) for n in range(2, 11))

    await made.until(on_board, "the board has every word")
    comments = await made.comments(1)
    for number in range(2, 11):
        assert len([c for c in comments if f"word-{number} " in c]) == 1, (number, comments)


async def test_incoming_messages_and_letters_are_shared(database_url: str, tmp_path: Path) -> None:
    async with town(database_url, tmp_path) as made:
        first = made.doors["bot"]
        ports = free_port(), free_port()
        await first.stop()
        pair = [first.twin(_folder(tmp_path, str(port)), BOT_HTTP_PORT=str(port)) for port in ports]
        try:
            for door, port in zip(pair, ports, strict=True):
                await door.start()
                await made.until(lambda p=port: made.ready(p), "a bot is ready")  # type: ignore[misc]
            crowd = range(2000, 2000 + CROWD)
            for person in crowd:
                await made.telegram.do("person", id=person, first_name=f"N{person}", language_code="en")
            calls = [{"verb": "message", "person": person, "text": "/help"} for person in crowd]
            await made.telegram.do("batch", calls=calls)
            for person in crowd:
                await made.until(lambda p=person: made.got(p, ""), f"{person} is answered")  # type: ignore[misc]
            for work in ('pulldesk_updates_total{outcome="done"}', "pulldesk_delivered_total"):
                shares = [await made.figure(port, work) for port in ports]
                assert min(shares) > 0, (work, shares)
        finally:
            await asyncio.gather(*(door.stop() for door in pair))


def _folder(folder: Path, name: str) -> Path:
    place = folder / name
    place.mkdir()
    return place
