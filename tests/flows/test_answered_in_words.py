"""The bot's questions are answered in words: did it work, still broken, shall I close it, which request, a person."""

import pytest

from tests.flows.acts import answers, filed_and_resolved, filed_and_taken, files, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import entries_of, rang, row, status
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("2.6 Resolved")

BOARD = False


@pytest.mark.parametrize(("language", "said"), [("en", "yes, works now"), ("ru", "да, всё работает"), ("en", "👍")])
async def test_yes_in_words_confirms_and_the_question_becomes_the_stars(
    stage: Stage, rita: Phone, olga: Phone, solved: int, language: str, said: str
) -> None:
    async with stage.speaking(language):
        message = await rita.writes(said)
        assert await status(stage, solved) == "closed"
        assert f"rate:{solved}:5" in buttons(await rita.message_with(f"rate:{solved}:5"))
        assert await rita.reactions(message) == ["❤"]
        assert (await entries_of(stage, solved))[-1] == said


@pytest.mark.parametrize(("language", "said"), [("en", "no, still cold"), ("ru", "нет, не помогло"), ("en", "👎")])
async def test_no_in_words_reopens_and_the_agent_reads_them(
    stage: Stage, rita: Phone, olga: Phone, solved: int, language: str, said: str
) -> None:
    async with stage.speaking(language):
        before = await olga.received()
        await rita.writes(said)
        await stage.pass_time(seconds=3)
        assert await status(stage, solved) == "reopened"
        assert any(words(message).endswith(said) for message in await new_messages(olga, before))
        assert words(await rita.containing("↩️")) == text_of("resolved-not-yet", number=solved, name="Olga")


async def test_thanks_alone_leave_the_question(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    message = await rita.writes("thank you!")
    assert await rita.reactions(message) == ["❤"]
    assert f"solved:{solved}:yes" in await rita.buttons()
    assert await status(stage, solved) == "resolved"


@pytest.mark.parametrize("reply", [False, True])
async def test_to_agree_with_what_the_agent_wrote_later_confirms_nothing(
    stage: Stage, rita: Phone, olga: Phone, solved: int, reply: bool
) -> None:
    await stage.pass_time(seconds=30)
    card = await olga.message_with(f"reopen:{solved}")
    await olga.writes("I will look at the other one tomorrow", reply_to=card["message_id"])
    message = await rita.writes("ok thanks", reply_to=await rita.last_id() if reply else None)
    assert await rita.reactions(message) == ["❤"]
    await olga.writes("Shall I bring a heater?", reply_to=card["message_id"])
    await rita.writes("yes please", reply_to=await rita.last_id() if reply else None)
    assert any(words(m).endswith("yes please") for m in await olga.received())
    assert await status(stage, solved) == "resolved"
    await rita.writes("works now")
    assert await status(stage, solved) == "closed"


@pytest.mark.sentence("2.8 Small talk")
@IN_BOTH
async def test_never_mind_is_still_answered_hours_later_if_nothing_was_said_since(
    stage: Stage, rita: Phone, olga: Phone, heating: int, language: str
) -> None:
    never_mind, yes = {"en": ("never mind, it works now", "yes"), "ru": ("уже не надо, заработал", "да")}[language]
    async with stage.speaking(language):
        await rita.writes(never_mind)
        await stage.pass_time(hours=5)
        await answers(olga, heating, "Shall I come at five?")
        await rita.writes(yes)
        assert await status(stage, heating) == "in_progress"
        asked = (await rita.containing(text_of("close-ask", number=heating)))["message_id"]
        await rita.writes(never_mind)
        again = await rita.last()
        assert again["message_id"] > asked, "seen at the end of the chat"
        assert words(again) == text_of("close-ask", number=heating)
        await stage.pass_time(hours=5)
        await rita.writes(yes)
        assert await status(stage, heating) == "closed"


@pytest.mark.sentence("2.8 Small talk")
@pytest.mark.parametrize(
    ("language", "said", "yes"), [("en", "it works now, thanks!", "yes"), ("ru", "всё заработало, спасибо!", None)]
)
async def test_what_works_after_an_answer_is_solved_by_who_has_it(
    stage: Stage, rita: Phone, olga: Phone, heating: int, language: str, said: str, yes: str | None
) -> None:
    async with stage.speaking(language):
        await answers(olga, heating, "Turn the red knob")
        before = await olga.received()
        await rita.writes(said)
        asked = await rita.last_id()
        await (rita.writes(yes) if yes else rita.presses(f"to:{heating}"))
        assert await status(stage, heating) == "closed"
        shown = next(m for m in await rita.chat() if m["message_id"] == asked)
        assert (words(shown), buttons(shown)) == (text_of("receipt-closed", number=heating), [])
        stars = await rita.last()
        assert words(stars) == text_of("resolved-stars", number=heating)
        told = [words(message) for message in await new_messages(olga, before)]
        assert text_of("requester-solved", number=heating, name="Rita K.") in told
        await rita.presses(f"rate:{heating}:5")
        found = "select p.name, t.rating from tickets t join people p on p.id = t.resolved_by where t.number = :n"
        assert tuple(await row(stage, found, n=heating)) == ("Olga", 5)


@pytest.mark.sentence("2.8 Small talk")
@pytest.mark.parametrize("said", ["yes", "no"])
async def test_a_reply_to_the_question_whether_to_close_answers_it_whatever_was_said_since(
    stage: Stage, rita: Phone, olga: Phone, heating: int, said: str
) -> None:
    await rita.writes("never mind, it works now")
    asked = await rita.last_id()
    await answers(olga, heating, "Shall I come at five?")
    await rita.writes(said, reply_to=asked)
    assert await status(stage, heating) == {"yes": "closed", "no": "in_progress"}[said]
    assert await rita.containing(text_of({"yes": "receipt-closed", "no": "close-stays"}[said], number=heating))


@pytest.mark.sentence("2.8 Small talk")
async def test_whether_to_close_is_asked_for_a_day_or_until_it_is_resolved(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await rita.writes("never mind, it works now")
    asked = await rita.last_id()
    await olga.presses(f"resolve:{heating}")
    shown = next(m for m in await rita.chat() if m["message_id"] == asked)
    assert (words(shown), buttons(shown)) == (text_of("receipt-resolved", number=heating), [])
    await rita.writes("no")
    await rita.writes("never mind, it works now")
    await stage.pass_time(hours=23)
    assert words(await rita.message_with("to:none")) == text_of("close-ask", number=heating)
    assert "has been waiting" not in str(await olga.texts())
    await stage.pass_time(hours=2)
    assert await rita.containing(text_of("close-stays", number=heating))


async def test_yes_with_a_but_is_added_and_the_question_stays(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    asked = await rita.reads()
    await rita.writes("yes, but what did you change?")
    await stage.pass_time(seconds=3)
    assert await status(stage, solved) == "resolved"
    assert await rita.reads() == asked, "still the last word: it is not asked again"
    assert (await olga.reads()).endswith("yes, but what did you change?")
    await rita.writes("ok, works")
    assert await status(stage, solved) == "closed"


async def test_with_an_answer_since_in_another_request_no_is_not_about_the_resolved_one(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    window = await filed_and_taken(rita, ivan, "The window does not close")
    heating = await filed_and_resolved(rita, olga, "The heating does not work")
    await stage.pass_time(seconds=30)
    await answers(ivan, window, "Please pull the handle up")
    await rita.writes("no, that does not help")
    await stage.pass_time(seconds=3)
    assert await status(stage, heating) == "resolved"
    assert (await ivan.reads()).endswith("no, that does not help")


@pytest.mark.parametrize("reply", [False, True])
async def test_after_silence_yes_means_still_needed(stage: Stage, rita: Phone, olga: Phone, reply: bool) -> None:
    number = await filed_and_taken(rita, olga, "The heating does not work")
    await olga.presses(f"pending:{number}")
    await stage.pass_time(hours=73)
    asked = await rita.containing("Is this still needed?")
    await rita.writes("yes", reply_to=asked["message_id"] if reply else None)
    assert await status(stage, number) == "reopened"


async def test_after_silence_no_closes_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, "The heating does not work")
    await olga.presses(f"pending:{number}")
    await stage.pass_time(hours=73)
    await rita.writes("no")
    assert await status(stage, number) == "closed"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "It is broken again, I am locked out"), ("ru", "Опять не пускает(")]
)
async def test_trouble_after_the_stars_is_told_at_once_and_can_be_reopened(
    stage: Stage, rita: Phone, olga: Phone, solved: int, language: str, said: str
) -> None:
    async with stage.speaking(language):
        await rita.presses(f"solved:{solved}:yes")
        await rita.presses(f"rate:{solved}:5")
        before = await olga.received()
        await rita.writes(said)
        told = [m for m in await new_messages(olga, before) if said in words(m)]
        assert [buttons(m) for m in told] == [[f"reopen:{solved}"]]
        asked = await rita.last()
        assert words(asked) == text_of("rating-doubt-ask", name="Olga")
        assert buttons(asked) == [f"reopen:{solved}", "to:none", "to:new"]
        more = await rita.writes("error 41")
        assert await rita.reactions(more) == ["👀"]
        assert "error 41" in await olga.reads()
        await rita.presses(f"reopen:{solved}", on=asked["message_id"])
        assert await status(stage, solved) == "reopened"
        assert (await entries_of(stage, solved))[-2:] == [said, "error 41"]


@pytest.mark.parametrize("press", [True, False])
async def test_what_was_about_the_rating_stays_with_it(
    stage: Stage, rita: Phone, olga: Phone, solved: int, press: bool
) -> None:
    await rita.presses(f"solved:{solved}:yes")
    await rita.presses(f"rate:{solved}:4")
    await rita.writes("It was broken again after lunch")
    if press:
        await rita.presses("to:none")
    else:
        await stage.pass_time(minutes=3)
    kept = text_of("resolved-word-stored") if press else text_of("rating-doubt-over", number=solved)
    assert await rita.reads() == kept
    assert await status(stage, solved) == "closed"
    assert any("It was broken again after lunch" in text for text in await olga.texts())


@pytest.mark.parametrize(("said", "stars"), [("4", 4), ("3 звезды", 3), ("⭐⭐", 2), ("5/5!", 5)])
async def test_stars_are_given_in_figures(
    stage: Stage, rita: Phone, olga: Phone, solved: int, said: str, stars: int
) -> None:
    await rita.writes("yes, works now")
    message = await rita.writes(said)
    assert await scalar(stage, "select rating from tickets where number = :n", n=solved) == stars
    assert await rita.reactions(message) == ["❤"]
    assert words(await rita.containing("★" * stars)) == text_of("resolved-word", stars="★" * stars)


async def test_more_praise_is_no_request(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    await rita.presses(f"solved:{solved}:yes")
    await rita.presses(f"rate:{solved}:5")
    await rita.writes("very helpful")
    before = [await phone.received() for phone in (rita, olga)]
    message = await rita.writes("super quick, thanks Olga")
    assert await rita.reactions(message) == ["❤"]
    assert [await new_messages(*one) for one in zip((rita, olga), before, strict=True)] == [[], []]
    await stage.pass_time(hours=1)
    await rita.writes("slow")
    assert "send:2" in await rita.buttons()


async def test_trouble_after_the_stars_can_be_reopened_after_the_time_for_it(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    await rita.presses(f"solved:{solved}:yes")
    await rita.presses(f"rate:{solved}:5")
    await rita.writes("It is broken again")
    await stage.pass_time(minutes=30)
    await rita.presses(f"reopen:{solved}")
    assert await status(stage, solved) == "reopened"
    assert (await entries_of(stage, solved))[-1] == "It is broken again"
    assert await scalar(stage, "select rating_words from tickets where number = :n", n=solved) is None


@pytest.mark.sentence("2.8 Small talk")
@pytest.mark.parametrize(("language", "said"), [("en", "never mind"), ("ru", "уже не надо, разобралась")])
@pytest.mark.parametrize("how", ["press", "yes", "no"])
async def test_never_mind_is_asked_about(
    stage: Stage, rita: Phone, olga: Phone, heating: int, language: str, said: str, how: str
) -> None:
    async with stage.speaking(language):
        await rita.writes(said)
        await stage.pass_time(seconds=3)
        asked = await rita.last()
        assert words(asked) == text_of("close-ask", number=heating)
        assert buttons(asked) == [f"to:{heating}", "to:none"]
        assert any(words(m).endswith(said) for m in await olga.received())
        if how == "press":
            await rita.presses(f"to:{heating}")
        else:
            await rita.writes("😅")
            await rita.writes({"yes": {"en": "yes", "ru": "да"}, "no": {"en": "no", "ru": "нет"}}[how][language])
        assert await status(stage, heating) == ("assigned" if how == "no" else "cancelled")


@pytest.mark.sentence("2.8 Small talk")
@pytest.mark.parametrize(("language", "said"), [("en", "oh wait, I still need it"), ("ru", "ой нет, всё-таки нужно")])
async def test_second_thoughts_after_cancelling_are_asked_about(
    stage: Stage, rita: Phone, olga: Phone, heating: int, language: str, said: str
) -> None:
    async with stage.speaking(language):
        await rita.writes(f"/cancel {heating}")
        await rita.writes(said)
        asked = await rita.last()
        assert words(asked) == text_of("cancelled-reply", number=heating)
        await rita.presses(f"reopen:{heating}", on=asked["message_id"])
        assert await status(stage, heating) == "reopened"
        assert (await entries_of(stage, heating))[-1] == said
        await rita.writes(f"/cancel {heating}")
        await rita.writes("The printer is on fire" if language == "en" else "Принтер горит")
        assert "send:2" in await rita.buttons()


@pytest.mark.sentence("2.8 Small talk")
async def test_a_draft_that_is_not_needed_calls_nobody_while_that_is_asked(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    before = await olga.received()
    await rita.writes("The printer on floor 2 is on fire")
    await rita.writes("never mind, it works now")
    await stage.pass_time(seconds=60)
    assert await new_messages(olga, before) == []
    await rita.presses("to:1")
    await stage.pass_time(minutes=5)
    assert await new_messages(olga, before) == []
    assert await status(stage, 1) == "cancelled"


@pytest.mark.sentence("2.8 Small talk")
@pytest.mark.parametrize(("language", "said"), [("en", "can I talk to a human?"), ("ru", "позовите оператора")])
async def test_who_asks_for_a_person_is_told_once_that_one_reads(
    stage: Stage, rita: Phone, olga: Phone, language: str, said: str
) -> None:
    async with stage.speaking(language):
        number = await files(rita, "The printer on floor 2 is on fire")
        await rita.writes(said)
        told = await rita.last()
        assert words(told) == text_of("person-reads-queue", place=1)
        assert said in words(await olga.message_with(f"claim:{number}"))
        await rita.writes(said)
        assert await rita.last_id() == told["message_id"]


@pytest.mark.sentence("2.8 Small talk")
async def test_who_asks_for_the_boss_offers_the_agent_to_escalate(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await rita.writes("let me talk to your manager")
    assert f"escalate:{heating}" in buttons(await olga.message_with(f"escalate:{heating}"))
    assert words(await olga.message_with(f"escalate:{heating}")) == text_of("boss-wanted", number=heating, by="Rita K.")
    assert await rita.reads() == text_of("person-knows-boss", name="Olga")


@pytest.mark.sentence("2.8 Small talk")
@pytest.mark.parametrize("reply", [False, True])
@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("en", "Is the valve open?", "yes"),
        ("ru", "Кран открыт? Проверьте.", "да, спасибо"),
        ("en", "Ok?", "👍"),
    ],
)
async def test_yes_to_a_question_of_an_agent_is_an_answer(
    stage: Stage, rita: Phone, olga: Phone, heating: int, language: str, asked: str, said: str, reply: bool
) -> None:
    async with stage.speaking(language):
        await answers(olga, heating, asked)
        message = await rita.writes(said, reply_to=await rita.last_id() if reply else None)
        assert (await olga.reads()).endswith(said)
        assert await rita.reactions(message) == ["👀"]


@pytest.mark.sentence("2.8 Small talk")
async def test_yes_after_a_moment_still_answers_the_agent_and_thanks_do_not(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await answers(olga, heating, "Is the valve open? See https://example.com/?valve")
    await rita.writes("one second")
    await rita.writes("yes")
    assert (await olga.reads()).endswith("yes")
    message = await rita.writes("thank you")
    assert await rita.reactions(message) == ["❤"]
    await answers(olga, heating, "Then see https://example.com/?valve=open")
    message = await rita.writes("ok")
    assert await rita.reactions(message) == ["❤"]


@pytest.mark.sentence("2.8 Small talk")
@pytest.mark.parametrize("said", ["yes", "nope"])
async def test_with_two_requests_yes_is_for_the_agent_who_asked(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, said: str
) -> None:
    heating = await filed_and_taken(rita, olga, "The heating does not work")
    window = await filed_and_taken(rita, ivan, "The window does not close")
    await answers(olga, heating, "Is the valve open?")
    await answers(ivan, window, "I will come at noon")
    await stage.pass_time(minutes=5)
    await rita.writes(said)
    assert (await olga.reads()).endswith(said)
    assert (await entries_of(stage, window))[-1] == "I will come at noon"


@pytest.mark.sentence("2.3 Adding")
async def test_a_chosen_request_gets_the_next_lines_too(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    heating = await filed_and_taken(rita, olga, "The heating does not work")
    await filed_and_taken(rita, ivan, "The window does not close")
    await rita.writes("it makes a noise")
    await rita.presses(f"to:{heating}")
    for said in ("like a kettle", "since Monday"):
        await stage.pass_time(seconds=100)
        message = await rita.writes(said)
        assert await rita.reactions(message) == ["👀"]
    assert (await entries_of(stage, heating))[-3:] == ["it makes a noise", "like a kettle", "since Monday"]
    await stage.pass_time(minutes=3)
    await rita.writes("and it smells")
    assert f"to:{heating}" in await rita.buttons()


@pytest.mark.sentence("2.3 Adding")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "not this one"),
        ("ru", "не та"),
        ("ru", "не сюда"),
        ("ru", "другая заявка"),
        ("en", "wrong one"),
    ],
)
async def test_a_line_in_the_wrong_request_is_moved_to_the_only_other_one(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, language: str, said: str
) -> None:
    async with stage.speaking(language):
        heating = await filed_and_taken(rita, olga, "The heating does not work")
        window = await filed_and_taken(rita, ivan, "The window does not close")
        await rita.writes("it makes a noise")
        await rita.presses(f"to:{heating}")
        line = await rita.writes("the handle is loose")
        await rita.writes(said, reply_to=line)
        moved = await rita.last()
        assert (moved["reply_to"], buttons(moved)) == (line, [f"to:{heating}", "to:new"])
        assert words(moved) == text_of("which-ticket-done", number=window)
        assert (await entries_of(stage, window))[-1] == "the handle is loose"
        assert (await entries_of(stage, heating))[-1] == "it makes a noise"
        await rita.writes("it rattles")
        assert (await entries_of(stage, window))[-1] == "it rattles"


@pytest.mark.sentence("2.3 Adding")
@pytest.mark.parametrize("reply", [False, True])
@pytest.mark.parametrize(
    ("language", "named"),
    [("en", "I mean the heating"), ("en", "the window is fine, it is #1"), ("en", "1"), ("ru", "#1")],
)
async def test_the_request_is_named_in_words(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, language: str, named: str, reply: bool
) -> None:
    async with stage.speaking(language):
        heating = await filed_and_taken(rita, olga, "The heating does not work")
        window = await filed_and_taken(rita, ivan, "The window does not close")
        await rita.writes("it makes a noise")
        asked = await rita.last()
        await rita.writes("and it smells")
        before = await ivan.received()
        await rita.writes(named, reply_to=asked["message_id"] if reply else None)
        chose_only = [] if named.strip("#") == "1" else [named]
        assert (await entries_of(stage, heating))[1:] == ["it makes a noise", "and it smells", *chose_only]
        assert await new_messages(ivan, before) == []
        assert words(await rita.containing(text_of("which-ticket-done", number=heating)))
        assert f"to:{window}" in await rita.buttons()


@pytest.mark.sentence("2.3 Adding")
async def test_words_that_could_name_both_requests_name_neither(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    heating = await filed_and_taken(rita, olga, "The heating of hall 2 does not work")
    window = await filed_and_taken(rita, ivan, "The window of the heating room does not close")
    for said in ("it makes a noise", "the heating", "please help"):
        await rita.writes(said)
    assert await rita.buttons() == [f"to:{heating}", f"to:{window}", "to:new"]
    await stage.pass_time(minutes=3)
    told = [words(m) for m in await ivan.received()]
    assert len([one for one in told if piece_of("placed-by-clock") in one]) == 1, "once for all words"


@pytest.mark.sentence("2.8 Small talk")
@pytest.mark.parametrize("press", [True, False])
async def test_never_mind_with_two_requests_is_asked_about_once_one_is_named(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, press: bool
) -> None:
    heating = await filed_and_taken(rita, olga, "The heating does not work")
    await filed_and_taken(rita, ivan, "The window does not close")
    await rita.writes("it is not needed any more")
    if press:
        await rita.presses(f"to:{heating}")
    else:
        await rita.writes("the heating")
    asked = await rita.last()
    assert (words(asked), buttons(asked)) == (text_of("close-ask", number=heating), [f"to:{heating}", "to:none"])
    await rita.writes("yes")
    assert await status(stage, heating) == "cancelled"


@pytest.mark.sentence("2.1 Filing")
@pytest.mark.parametrize(
    ("language", "said", "then"),
    [
        ("en", "Hello, can you help me?", "My ticket QR code does not open"),
        ("ru", "Добрый день, есть вопрос", "Как оплатить участие картой"),
    ],
)
async def test_an_opener_is_held_and_names_nothing(
    stage: Stage, rita: Phone, olga: Phone, language: str, said: str, then: str
) -> None:
    async with stage.speaking(language):
        before = await olga.received()
        await rita.writes(said)
        receipt = await rita.last()
        assert (words(receipt), buttons(receipt)) == (text_of("receipt-opener", number=1), ["send:1", "cancel:1"])
        await stage.pass_time(seconds=40)
        assert await new_messages(olga, before) == []
        await rita.writes(then)
        receipt = await rita.message_with("send:1")
        assert (words(receipt), buttons(receipt)) == (text_of("receipt-draft", number=1), ["send:1", "cancel:1"])
        await stage.pass_time(seconds=11)
        [card] = await new_messages(olga, before)
        assert said in words(card)
        named = await scalar(stage, "select subject from tickets")
        assert named == then


@pytest.mark.sentence("2.1 Filing")
async def test_an_opener_alone_is_filed_after_a_minute(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("can you help me?")
    await stage.pass_time(seconds=61)
    assert "can you help me?" in words(await olga.message_with("claim:1"))


@pytest.mark.parametrize(("sign", "rings"), [("👎", True), ("👍", False)])
async def test_a_bad_reaction_to_an_answer_rings(
    stage: Stage, rita: Phone, olga: Phone, heating: int, sign: str, rings: bool
) -> None:
    await answers(olga, heating, "Please press the red button")
    answer = (await rita.containing("red button"))["message_id"]
    await stage.telegram.do("react", person=rita.id, message_id=answer, emoji=sign)
    await stage.settle()
    assert await rang(stage, olga, sign) is rings


@pytest.mark.parametrize(
    ("language", "said", "then"),
    [
        ("en", "yes, works", "closed"),
        ("ru", "да, работает", "closed"),
        ("en", "no, still cold", "reopened"),
        ("ru", "не помогло", "reopened"),
    ],
)
async def test_with_two_questions_whether_it_works_the_chosen_request_is_answered(
    stage: Stage, rita: Phone, olga: Phone, language: str, said: str, then: str
) -> None:
    async with stage.speaking(language):
        chosen = await filed_and_resolved(rita, olga, "The heating does not work")
        other = await filed_and_resolved(rita, olga, "The window does not close")
        await stage.pass_time(seconds=30)
        await rita.writes(said)
        await rita.presses(f"to:{chosen}")
        assert (await status(stage, chosen), await status(stage, other)) == (then, "resolved")
        assert (await entries_of(stage, chosen))[-1] == said
        asks_more = [one for one in await rita.received() if f"to:{chosen}" in buttons(one)]
        assert asks_more == [], "nothing else is asked about it"
