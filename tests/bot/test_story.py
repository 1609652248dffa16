"""The story as its people see it: texts and buttons, through the real handlers and views."""

import pytest

from db.database import Database
from db.models import Role
from tests.bot.stage import Phone, Town

pytestmark = pytest.mark.broad
PHOTO = [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9, "file_size": 10}]


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


async def _claimed(town: Town) -> tuple[Phone, Phone, Phone]:
    anna = await town.phone("Anna")
    olga = await town.phone("Olga", Role.AGENT)
    ivan = await town.phone("Ivan", Role.AGENT)
    await anna.says("Team North can't upload their solution")
    await anna.says("it says timeout", photo=None)
    await town.later(seconds=30)
    await olga.presses(olga.last, "Take")
    return anna, olga, ivan


async def test_filing(town: Town) -> None:
    anna = await town.phone("Анна", language="ru")
    olga = await town.phone("Olga", Role.AGENT)
    said = await anna.says("Здравствуйте, команда «Север» не может загрузить решение")
    receipt = anna.last
    assert receipt.text == (
        "#1 записал. Можно дописать или прислать снимок экрана, передам дежурным, как только допишете."
    )
    assert receipt.buttons == ["Отправить сейчас", "Отменить"]
    assert receipt.reply_to == said
    assert receipt.entities[0] == {"type": "code", "offset": 0, "length": 2}
    await anna.says(photo=PHOTO, caption="пишет «время вышло»")
    await anna.presses(receipt, "Отправить сейчас")
    assert list(anna.seen) == [receipt.id]
    assert anna.last.text.startswith("#1 передал дежурным.")
    assert anna.last.buttons == ["Отменить", "Новая заявка"]
    assert olga.last.text == (
        "🆕 #1 Анна · 🟡\nЗдравствуйте, команда «Север» не может загрузить решение\nпишет «время вышло»\n"
        "📎 1 photo · just now · requests from them: 1"
    )
    assert olga.last.buttons == ["Take", "Open"]


async def test_taking(town: Town) -> None:
    anna, olga, ivan = await _claimed(town)
    assert olga.slot("card:1").text.startswith("🙋 #1 is yours\nAnna · 🟡\nTeam North")
    assert olga.slot("card:1").buttons == ["Pending", "Resolve", "Release", "Hand over", "Open"]
    card = ivan.slot("card:1")
    assert card.text.startswith("🙋 #1 taken by Olga\n")
    assert "Take" not in card.buttons
    assert any(e["type"] == "expandable_blockquote" for e in card.entities)
    assert anna.last.text == "🙋 Olga is looking after your request #1."
    assert await ivan.presses(card, "claim:1") == "#1 is already with Olga."


async def test_answering_and_resolving(town: Town) -> None:
    anna, olga, _ivan = await _claimed(town)
    reply = {"message_id": olga.slot("card:1").id, "date": 1, "chat": {"id": olga.id, "type": "private"}}
    await olga.says("Extended until 18:00, please try again", reply_to_message=reply)
    assert anna.last.text == "#1 · Olga: Extended until 18:00, please try again"
    await anna.says("it works, thanks a lot but the badge is missing")
    assert olga.last.text == "#1 · Anna: it works, thanks a lot but the badge is missing"
    await town.later(seconds=3)
    assert olga.last.buttons == ["Pending", "Resolve", "Open"]
    await olga.presses(olga.last, "Resolve")
    await town.later(seconds=11)
    assert anna.last.text == "✅ Olga thinks that #1 is solved. Did it work?"
    await anna.presses(anna.last, "Yes, thanks")
    assert anna.last.text == "Glad to help with #1. How was it?"
    assert anna.last.buttons == ["★", "★★", "★★★", "★★★★", "★★★★★", "Skip"]
    await anna.presses(anna.last, "★★★★★")
    assert anna.last.text == "Thank you: ★★★★★. And how was Olga? A few words are welcome too: just write them."
    await anna.presses(anna.last, "Not now")
    assert anna.last.text == "Thank you: ★★★★★. ☑️ #1 is closed."
    assert olga.slot("card:1").text.startswith("☑️ #1 closed · confirmed by the requester\n")
    assert "★★★★★" in olga.slot("card:1").text


async def test_not_yet(town: Town) -> None:
    anna, olga, _ivan = await _claimed(town)
    await olga.presses(olga.slot("card:1"), "Resolve")
    await town.later(seconds=11)
    await anna.presses(anna.last, "Not yet")
    assert anna.slot("resolved:1").text == "↩️ #1 is with Olga again. Write what is left."
    assert anna.slot("resolved:1").buttons == []


async def test_a_note_stays_inside(town: Town) -> None:
    anna, olga, _ivan = await _claimed(town)
    before = dict(anna.seen)
    said = await olga.says("/note 1 call the organisers")
    assert olga.reactions[said] == "✍"
    assert anna.seen == before
    await anna.presses(anna.slot("receipt:1"), "open:1")
    assert "organisers" not in anna.last.text
    await olga.presses(olga.slot("card:1"), "Open")
    assert "organisers" in olga.last.text


async def test_which_request(town: Town) -> None:
    anna = await town.phone("Anna")
    await anna.says("/new The upload does not work at all")
    await anna.says("/new The projector is not here yet")
    await town.later(seconds=40)
    await anna.says("and when will it be brought?")
    assert anna.last.text == "Which request is this for?\n(in 2 minutes I will add it to #2)"
    assert anna.last.buttons == [
        "#2 The projector is not here yet",
        "#1 The upload does not work at all",
        "New request",
    ]
    question = anna.last
    await anna.presses(question, "to:1")
    assert anna.seen[question.id].text == "Added to #1."
    assert anna.seen[question.id].buttons == ["#2 The projector is not here yet", "New request"]
    assert await anna.presses(anna.seen[question.id], "to:7") is not None


async def test_where_to(town: Town) -> None:
    _anna, olga, _ivan = await _claimed(town)
    await olga.says("please try again")
    assert olga.last.text == "Where shall I send this?"
    assert olga.last.buttons == ["#1 Anna", "My own request", "Nowhere"]
    question = olga.last
    await olga.presses(question, "Nowhere")
    assert olga.seen[question.id].text == "Not sent."
    assert await olga.presses(olga.seen[question.id], "to:1") == "This button is out of date."


async def test_commands_of_staff(town: Town) -> None:
    anna, olga, ivan = await _claimed(town)
    for said, answer in {
        "/queue": "The queue is empty.",
        "/claim": "Which ticket? Like this: /claim 42",
        "/claim 1": "#1 is already yours.",
        "/claim 77": "There is no request #77 here.",
        "/priority 1": "Like this: /priority 42 2 or /priority 42 high (1 critical, 2 high, 3 medium, 4 low)",
        "/priority 1 2": "#1: priority high.",
        "/hold 1": "⏸ #1 is on hold. Why? Reply to this message; it stays inside.",
        "/progress 1": "💬 #1 is in progress.",
        "/category 1 Access": "Like this: /category 42 name. There are no topics yet.",
        "/categories": "There are no topics yet.",
        "/find": "Like this: /find projector cable",
        "/note 1": "Like this: /note 42 call the organisers",
        "/quiet": "New cards come without a sound now. /quiet again ends that.",
        "/back": "You are back. Nobody is waiting.",
        "/invite": "Only admins can do this.",
        "/link off": "Your account on the board is not linked.",
    }.items():
        await olga.says(said)
        assert olga.last.text == answer
    await olga.says("/mine")
    assert "#1 Team North" in olga.last.text
    await olga.says("/find solution")
    assert olga.last.text.startswith("Found · 1\n")
    await olga.says("/hand 1")
    await olga.presses(olga.last, "Ivan")
    assert olga.last.text == "#1 is with Ivan now."
    assert "\n\n🙋 #1 is yours" in ivan.slot("card:1").text
    await ivan.says("/away")
    assert ivan.last.text == "You are away. You have 1 request."
    await ivan.presses(ivan.last, "Release all")
    assert "1 request is back in the queue. No new cards until /back." in [s.text for s in ivan.seen.values()]
    await anna.says("/claim 1")
    assert anna.last.text == "Only the team can take tickets."


async def test_commands_of_requesters(town: Town) -> None:
    anna, _olga, _ivan = await _claimed(town)
    await anna.says("/help")
    assert "/tickets" in anna.last.text
    await anna.says("/tickets")
    assert anna.last.text.startswith("Your requests · open: 1\n🙋 #1 Team North can't upload their solution · Olga")
    await anna.presses(anna.last, "#1")
    assert anna.last.text.startswith("#1 Team North can't upload their solution\n🙋 taken · with Olga · just now")
    assert anna.last.buttons == ["Whole thread", "Add to it", "Rename", "Cancel"]
    await anna.presses(anna.last, "Whole thread")
    assert "it says timeout" in anna.last.text
    await anna.says("/language")
    await anna.presses(anna.last, "Русский")
    assert anna.slot("language").text == "Теперь говорю по-русски."
    await anna.says("/ticket 99")
    assert anna.last.text == "Заявки #99 здесь нет."
    await anna.says("/cancel")
    assert anna.slot("receipt:1").text == "#1 отменена. От вас больше ничего не нужно."
    await anna.says("/start")
    assert anna.last.text.startswith("Это служба помощи.")


async def test_team(town: Town) -> None:
    vera = await town.phone("Vera", Role.ADMIN)
    oleg = await town.phone("Oleg")
    await vera.says("/invite")
    link = next(line for line in vera.last.text.splitlines() if line.startswith("https://t.me/"))
    assert link.startswith("https://t.me/pulldesk_bot?start=")
    await oleg.says("/start " + link.partition("=")[2])
    assert oleg.last.text.startswith("You are on the team.")
    await vera.says("/staff")
    assert "Oleg · agent" in vera.last.text
    await vera.presses(vera.last, "Oleg")
    await vera.presses(vera.last, "Remove Oleg")
    await vera.says("/staff")
    assert "Oleg" not in vera.slot("staff").text
    await oleg.says("/start nonsense")
    assert oleg.last.text.startswith("This link is no longer good.")
    await vera.says("/categories add Access to rooms")
    assert vera.last.text == "Topic 1: Access to rooms."
    await oleg.says("Hello, the door on the third floor is locked")
    assert "Access to rooms" in oleg.last.buttons
    await oleg.presses(oleg.last, "Access to rooms")
    assert oleg.last.text.endswith("Topic: Access to rooms")


async def test_forged_and_old_presses(town: Town) -> None:
    anna, olga, _ivan = await _claimed(town)
    eve = await town.phone("Eve")
    await eve.says("My own request is about something else")
    for data in ("open:1", "cancel:1", "claim:1", "solved:1:yes", "thread:1:1", "nonsense", "rate:1:9", "release:all"):
        assert await eve.presses(eve.slot("receipt:2"), data) is not None
    assert all("North" not in s.text for s in eve.seen.values())
    old = olga.slot("card:1")
    assert await olga.presses(old, "give:1:4") is not None
    assert anna.seen


async def test_unknown_things_are_never_silence(town: Town) -> None:
    anna = await town.phone("Anna")
    await anna.says("/frobnicate")
    assert "/new" in anna.last.text
    await anna.says(None, location={"latitude": 1, "longitude": 2})
    assert anna.last.text.startswith("#1 noted.")
    await anna.says(None, hologram={"x": 1})
    await anna.presses(anna.slot("receipt:1"), "Send now")
    assert anna.slot("receipt:1").text.startswith("#1 has gone to the team.")


async def test_a_press_that_says_something_else_gets_the_ticket_afresh(town: Town) -> None:
    _anna, olga, ivan = await _claimed(town)
    assert await ivan.presses(ivan.slot("card:1"), "resolve:7") == "This button is out of date."
    assert ivan.last.text.startswith("This button is out of date; here is the ticket as it is now.\n\n🙋 #1 · taken")
    assert await olga.presses(olga.slot("card:1"), "hocus:pocus") == "This button is out of date."


async def test_what_waits_comes_back_as_one_message(town: Town) -> None:
    anna = await town.phone("Anna")
    olga = await town.phone("Olga", Role.AGENT)
    await anna.says("/new The upload does not work at all")
    await anna.says("/new The projector is not here yet")
    await town.later(seconds=40)
    await town.later(minutes=16)
    assert olga.last.text == (
        "2 requests are waiting, the oldest 16 min.\n#1 Anna · nobody yet · 16 min\n#2 Anna · nobody yet · 16 min"
    )
    assert olga.last.buttons == ["Queue", "#1", "#2"]
    reminder = olga.last
    await olga.presses(reminder, "Queue")
    assert olga.last.text.startswith("The queue · 2\n")
    await olga.presses(olga.last, "#2")
    await olga.presses(olga.last, "Take #2")
    assert olga.last.text.startswith("🙋 #2 is yours\nAnna")
    assert "#1 is still waiting for someone free" in " ".join(s.text for s in anna.seen.values())


async def test_a_reply_to_the_taken_line_goes_to_its_request(town: Town) -> None:
    anna, olga, _ivan = await _claimed(town)
    taken = anna.slot("taken:1")
    await anna.says("/new Something else entirely is broken now")
    await anna.presses(anna.last, "Send now")
    reply = {"message_id": taken.id, "date": 1, "chat": {"id": anna.id, "type": "private"}}
    await anna.says("the window is still closed here", reply_to_message=reply)
    await town.later(seconds=3)
    assert olga.last.text == "#1 · Anna: the window is still closed here"
    assert olga.last.reply_to == olga.slot("card:1").id


async def test_staff_who_ask_are_requesters_there(town: Town) -> None:
    olga = await town.phone("Olga", Role.AGENT)
    ivan = await town.phone("Ivan", Role.AGENT)
    await olga.says("/new My own chair is broken, please help")
    assert olga.last.text.startswith("#1 noted.")
    await olga.presses(olga.last, "Send now")
    assert all(s.slot != "card:1" for s in olga.seen.values())
    await olga.says("/claim 1")
    assert olga.last.text == "#1 is your own request; this is for somebody else on the team."
    await ivan.presses(ivan.slot("card:1"), "Take")
    assert olga.last.text == "🙋 Ivan is looking after your request #1."


async def test_who_blocks_the_bot_is_known(town: Town) -> None:
    vera = await town.phone("Vera", Role.ADMIN)
    olga = await town.phone("Olga", Role.AGENT)
    member = {
        "chat": {"id": olga.id, "type": "private"},
        "from": town.sender(olga),
        "date": 1,
        "old_chat_member": {"status": "member", "user": town.sender(olga)},
        "new_chat_member": {"status": "kicked", "user": town.sender(olga), "until_date": 0},
    }
    await town.feed(olga, {"my_chat_member": member})
    await town.later(seconds=1)
    assert vera.last.text == "Olga has blocked the bot and gets no cards until that ends."
    await vera.says("/staff")
    assert "Olga · agent · has blocked the bot" in vera.last.text


async def test_files_come_with_open(town: Town) -> None:
    anna = await town.phone("Anna")
    olga = await town.phone("Olga", Role.AGENT)
    await anna.says(None, photo=PHOTO, caption="this is what the screen says")
    await town.later(seconds=40)
    await olga.presses(olga.slot("card:1"), "Open")
    assert olga.slot("entry:1").text.endswith("[photo-100.jpg]")
    assert "[photo" not in olga.slot("open:1").text
    assert olga.last.slot == "open:1"


async def test_edited_words_reach_the_agent(town: Town) -> None:
    anna, olga, _ivan = await _claimed(town)
    said = await anna.says("the projector does not wrok either")
    await town.later(seconds=3)
    await town.feed(
        anna, {"edited_message": {**town.head(anna, said), "edit_date": 2, "text": "it does not work either"}}
    )
    assert "#1 · Anna: it does not work either" in olga.last.text


@pytest.mark.broad
async def test_nothing_that_is_typed_or_forged_breaks_anything(town: Town) -> None:
    anna, olga, _ivan = await _claimed(town)
    vera = await town.phone("Vera", Role.ADMIN)
    said = (
        "/find \x00'\" & | ! :* <->",
        "/ticket 999999999999999999",
        "/claim #0",
        "/categories rename 99999999999999999999 x",
        "/categories add " + "x" * 61,
        "/categories remove 5",
        "/hold 1 \ud800",
        "/note 1 \x00",
        "/hand 999999999999999999",
        "/start \ud800\x00",
        "/invite nobody",
        "/category 1 <b>",
        "/language xx",
        "/cancel 999999999999999999",
        "/new \x00",
    )
    for phone in (anna, olga, vera):
        for text in said:
            before = max(phone.seen, default=0)
            await phone.says(text)
            assert max(phone.seen) > before or phone.reactions, text
    forged = (
        "claim:" + "9" * 18,
        "to:" + "9" * 18,
        "cat:1:99",
        "lang:zz",
        "give:1:1",
        "link:\x00",
        "dismiss:5",
        "\ud800",
        "",
    )
    for phone in (anna, olga, vera):
        for data in forged:
            assert await phone.presses(phone.last, data) is not None, data
