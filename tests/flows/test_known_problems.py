"""Known problems: proposed by agents, published by admins, told to who has the same, followed, over."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import card_of, filed, row, status
from tests.flows.stage import Stage
from tests.flows.test_alike import LOGIN, many
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Known problems")

BOARD = False
KNOWN = "The <b>sign-in</b> is down, back at 15 😀\nReally."
DEFAULT = "Others have written about this too. We are working on it."
TOLD = "select count(*), count(followed_at) from known_problem_followers"


async def replied(phone: Phone, said: str) -> None:
    """A reply to the bot's newest question."""
    await phone.writes(said, reply_to=await phone.last_id())


async def receipt_of(phone: Phone, number: int) -> dict[str, object]:
    """The newest message about that request with the receipt's words."""
    return next(m for m in reversed(await phone.received()) if f"#{number}" in words(m) and m.get("text"))


async def known(stage: Stage, olga: Phone) -> list[int]:
    """Four who cannot log in; Olga proposed that this is known, Vera published it."""
    numbers = await many(stage)
    await olga.presses(f"alike:{numbers[3]}")
    await olga.presses(f"problem_make:{numbers[3]}")
    await stage.vera.presses("problem_publish:1")
    return numbers


async def test_an_agent_proposes_an_admin_publishes_and_who_has_the_same_is_told_at_once(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera, numbers = stage.vera, await many(stage)
    await olga.presses(f"alike:{numbers[3]}")
    await olga.presses(f"problem_make:{numbers[3]}", quietly=True)
    await olga.presses(f"problem_make:{numbers[3]}", on=await olga.last_id(), quietly=True, force=True)
    await stage.settle()
    draft = await vera.last()
    assert words(draft).startswith("A known problem? Log in says wrong password\n")
    assert DEFAULT in words(draft)
    assert "Proposed by Olga" in words(draft)
    assert (buttons(draft), await olga.buttons()) == (
        ["problem_publish:1", "problem_ask:words:1", "problem_drop:1"],
        [],
    )
    assert await row(stage, "select count(*) from known_problems") == (1,)
    early = await stage.phone("Early")
    first = await filed(early, "I cannot log in, wrong password it says")
    assert "known" not in " ".join(await early.texts()), "nobody is told before an admin publishes"

    await vera.presses("problem_ask:words:1")
    await replied(vera, KNOWN)
    assert KNOWN in await vera.reads()
    await vera.presses("problem_publish:1")
    assert (await vera.reads()).startswith("⚠️ Known problem:")
    assert KNOWN in words(await receipt_of(rita, numbers[0])), "who said it before reads it too"
    assert KNOWN in words(await receipt_of(early, first))

    wanda = await stage.phone("Wanda")
    late = await filed(wanda, "cannot log in, password is wrong")
    receipt = await wanda.last()
    assert words(receipt).endswith(f"{text_of('receipt-problem')}\n{KNOWN}")
    assert "follow:1" in buttons(receipt)
    assert "⚠️ Known problem:" in words(await card_of(olga, late))
    assert await status(stage, late) == "new"
    other = await stage.phone("Other")
    await filed(other, "There is no soap in the kitchen")
    assert "follow:1" not in await other.buttons()
    assert await row(stage, TOLD) == (6, 0)

    await olga.presses(f"alike:{late}")
    assert (await olga.reads()).startswith(f"About the same as #{late}")
    await olga.presses(f"join:{late}")
    await olga.presses(f"claim:{late}")
    card = await olga.message_with(f"release:{late}")
    await olga.writes("It works again", reply_to=card["message_id"])
    assert piece_of("also-to") in await olga.reads()
    await olga.presses((await olga.buttons())[0])
    assert "It works again" in " ".join(await rita.texts())


async def test_only_who_follows_it_hears_that_it_is_over_once(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, numbers = stage.vera, await known(stage, olga)
    sam, una, tom = (stage.people[name] for name in ("Sam", "Una", "Tom"))
    await vera.writes(f"/announce {KNOWN}")
    await vera.presses("mailing_send:1")
    await stage.pass_time(seconds=3)
    await sam.presses("mailing_off:0", on=await sam.last_id())
    for who in (rita, sam, una, tom):
        await who.presses("follow:1", quietly=True)
        await who.presses("follow:1", on=(await who.message_with("follow:1"))["message_id"], quietly=True, force=True)
    await stage.settle()
    assert words(await receipt_of(rita, numbers[0])).endswith(text_of("receipt-follows"))
    await una.presses("unfollow:1")
    await tom.presses("mailing_off:0")
    assert await row(stage, TOLD) == (4, 2)
    wanda = await stage.phone("Wanda")
    await filed(wanda, "I would like a new chair")
    await wanda.presses("follow:1", on=await wanda.last_id(), force=True)
    assert await row(stage, TOLD) == (4, 2), "nobody follows what they were not told of"

    await vera.writes("/problems")
    assert text_of("problem-told", n=4, following=2) in await vera.reads()
    await vera.presses("problem:1")
    await vera.presses("problem_ask:words:1")
    await replied(vera, "The <sign-in> is down until 16")
    assert "until 16" in words(await receipt_of(rita, numbers[0]))
    assert text_of("problem-earlier", n=4) in await vera.reads()
    await vera.presses("problem_end:1")
    asked = await vera.last()
    assert text_of("mailing-reach", n=2, minutes=1) in words(asked)
    assert piece_of("problem-over") in words(asked)
    await vera.presses("problem_ask:end:1")
    await replied(vera, "Sign-in works <again>")
    before = {name: len(await stage.people[name].received()) for name in ("Rita", "Sam", "Una", "Tom")}
    over = await vera.last()
    await vera.presses("problem_over:1", quietly=True)
    await vera.presses("problem_over:1", on=over["message_id"], quietly=True, force=True)
    for _ in range(2):
        await stage.pass_time(seconds=3)
    heard = {name: len(await stage.people[name].received()) - n for name, n in before.items()}
    assert heard == {"Rita": 1, "Sam": 1, "Una": 0, "Tom": 0}
    assert await rita.reads() == f"About your #{numbers[0]}:\nSign-in works <again>"
    assert await rita.buttons() == ["mailing_off:0"]
    assert "follow" not in " ".join(buttons(await receipt_of(rita, numbers[0])))
    assert await row(stage, "select state, receivers from mailings where problem_id = 1") == ("sent", 2)
    assert await row(stage, "select count(*) from audit where action like 'problem-%'") == (3,)
    await una.presses("follow:1", on=(await una.received())[0]["message_id"], force=True)
    new = await stage.phone("New")
    await filed(new, LOGIN)
    assert "follow:1" not in await new.buttons()
    async with stage.database.sessions() as session:
        lanes = await session.scalars(text("select lane from jobs where dedup like 'mailing:2:%'"))
        assert set(lanes) == {4}


async def test_who_has_something_else_says_so_and_the_request_goes_on_as_any(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera, numbers = stage.vera, await known(stage, olga)
    number = numbers[0]
    await rita.presses("follow:1", on=(await receipt_of(rita, number))["message_id"])
    receipt = await receipt_of(rita, number)
    assert buttons(receipt)[:2] == ["unfollow:1", f"not_problem:{number}"] and len(buttons(receipt)) <= 6
    await rita.presses(f"not_problem:{number}", on=receipt["message_id"])
    assert (await rita.answer())["text"] == text_of("problem-not-theirs")
    receipt = await receipt_of(rita, number)
    assert piece_of("receipt-problem") not in words(receipt) and f"not_problem:{number}" not in buttons(receipt)
    assert "Known problem:" not in words(await card_of(olga, number))
    assert await status(stage, number) == "new"
    assert await row(stage, TOLD) == (4, 0), "nor do they follow it"
    await rita.presses(f"not_problem:{number}", on=receipt["message_id"], force=True)
    assert (await rita.answer())["show_alert"]
    await stage.pass_time(seconds=31)
    assert piece_of("receipt-problem") not in words(await receipt_of(rita, number)), "nor are they told again"
    await olga.writes(f"/ticket {number}")
    await olga.presses(f"thread:{number}:1")
    assert "The requester says that it is not the known problem" in await olga.reads()

    toma = await stage.phone("Тома", language="ru")
    late = await filed(toma, "cannot log in, password is wrong")
    for phone, theirs, said in ((stage.people["Sam"], numbers[1], "Something else"), (toma, late, "У меня другое")):
        shown = await receipt_of(phone, theirs)
        pressed = next(one for line in shown["buttons"] for one in line if one["data"] == f"not_problem:{theirs}")  # type: ignore[attr-defined]
        assert pressed["text"] == said
        assert "say that theirs is something else" not in " ".join(await vera.texts())
        await phone.presses(f"not_problem:{theirs}", on=shown["message_id"])
    doubts = piece_of("problem-doubted")
    assert doubts in await vera.reads()
    await vera.writes("/problems")
    assert "3 of them say that it is something else." in await vera.reads()


async def test_from_a_topic_in_russian_and_a_guess_is_none(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await vera.writes("/categories add Doors")
    await vera.writes("/categories add Lights")
    await rita.writes("/language ru")
    await vera.writes("/categories")
    await vera.presses("adrow:topics:1:1")
    await vera.presses("adrow:topics:1:2")
    assert len(await vera.buttons()) <= 8
    await vera.presses("problem_on:1")
    await vera.presses("problem_ask:words:1")
    await replied(vera, "x" * 1001)
    assert await vera.reads() == text_of("problem-too-long", n=1001, most=1000)
    await vera.presses("problem_publish:1")
    number = await filed(rita, "Не могу войти в аудиторию")
    assert "follow:1" not in await rita.buttons()
    await rita.presses(f"cat:{number}:2")
    assert "follow:1" not in await rita.buttons()
    await olga.writes(f"/category {number} Doors")
    receipt = await receipt_of(rita, number)
    assert words(receipt).endswith(text_of("receipt-problem", "ru") + "\nОб этом пишете не только вы. Уже занимаемся.")
    await rita.presses("follow:1", on=receipt["message_id"])
    assert (await rita.answer())["text"] == text_of("problem-followed", "ru")
    await vera.presses("problem_end:1")
    await vera.presses("problem_over:1")
    await stage.pass_time(seconds=3)
    assert (await rita.reads()).endswith(text_of("problem-over", "ru"))

    await vera.writes("/categories")
    await vera.presses("adrow:topics:1:1")
    await vera.presses("adrow:topics:1:2")
    await vera.presses("problem_on:1")
    await vera.presses("problem_drop:2")
    assert (await vera.reads()).startswith(text_of("problem-title", title="Doors"))
    await vera.presses("problem_publish:2", on=await vera.last_id(), force=True)
    assert await row(stage, "select state from known_problems where id = 2") == ("dropped",)


async def test_what_is_about_it_takes_its_sign_along_when_it_is_merged_and_back(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    first = (await known(stage, olga))[0]
    await rita.presses("follow:1", on=(await receipt_of(rita, first))["message_id"])
    second = await filed(rita, "There is no soap in the kitchen")
    await olga.presses(f"claim:{second}")
    assert "Known problem:" not in words(await card_of(olga, second))
    await olga.writes(f"/merge {first} into {second}")
    receipt = await rita.message_with("unfollow:1")
    assert words(receipt).startswith(f"#{second} is with Olga.")
    assert words(receipt).endswith(text_of("receipt-follows"))
    assert "⚠️ Known problem: " in words(await card_of(olga, second))
    await rita.presses("unfollow:1", on=receipt["message_id"])
    assert "follow:1" in buttons(await rita.message_with(f"not_problem:{second}"))
    await olga.writes(f"/unmerge {first}")
    assert "Known problem:" not in words(await card_of(olga, second))
    assert f"not_problem:{first}" in buttons(await rita.message_with("follow:1"))
