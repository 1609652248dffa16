"""`/notifications`: what a requester is told by itself, each kind switched; gathered into one message a day; the desk's
own switches under them. Answers, and the question whether it is solved, always come."""

import pytest

from tests.flows.phone import Phone
from tests.flows.scenes import since, taken
from tests.flows.stage import Stage
from tests.sql import execute
from tests.texts import text_of

pytestmark = pytest.mark.sentence("What requesters are told")

BOARD = False


async def switches(phone: Phone, **wanted: bool) -> None:
    await phone.writes("/notifications")
    for kind, on in wanted.items():
        await phone.presses(f"news:{kind}:{int(on)}")


async def test_what_is_gathered_says_how_it_stands_by_then(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await switches(rita, daily=True)
    seen = len(await rita.received())
    handed, done, back, again = [
        await taken(rita, olga, f"The {what} is broken") for what in ("window", "lamp", "door", "chair")
    ]
    for typed in (f"/pending {handed}", f"/hold {handed} the key", f"/hold {back} the key", f"/progress {back}"):
        await olga.writes(typed)
    await olga.writes(f"/promise {again} 2026-11-25")
    await stage.pass_time(minutes=1)
    await olga.writes(f"/promise {again} off")
    await olga.writes(f"/hand {handed}")
    await olga.presses(f"give:{handed}:{ivan.id}")
    await olga.writes(f"/resolve {done}")
    await olga.writes(f"/release {again}")
    await ivan.writes(f"/claim {again}")
    await olga.writes(f"/release {back}")
    await stage.pass_time(hours=26)
    (told,) = [t for t in await since(rita, seen) if t.startswith("Your requests since yesterday")]
    assert told.splitlines()[1:] == [
        f"• 🙋 Ivan is looking after your request #{handed}.",
        f"• {text_of('taken-released', number=back)}",
        f"• {text_of('on-hold', number=handed)}",
        f"• 🙋 Ivan is looking after your request #{again}.",
        f"• {text_of('nobody-free-again', number=back, age='1 day')}",
    ]


async def test_nobody_else_sees_a_gathered_message(stage: Stage, rita: Phone, olga: Phone) -> None:
    await switches(rita, daily=True)
    await taken(rita, olga)
    await execute(stage, "update tickets set requester_id = (select id from people where name = 'Olga')")
    before = len(await rita.received())
    await stage.pass_time(hours=25)
    assert not [t for t in await since(rita, before) if "since yesterday" in t]
