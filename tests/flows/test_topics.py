"""Topics: a tree of two levels, kept by admins in Telegram, chosen by requesters, shown as labels on the board."""

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import filed, row, taken
from tests.flows.stage import Stage
from tests.sql import execute, scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Topics")

BOARD = False
_OLGA = "select id from people where name = 'Olga'"
HOSTILE = "<b>x</b> & *y* 🙃 \u202eabc"


async def offered(stage: Stage) -> None:
    vera = stage.vera
    await vera.writes("/categories")
    await vera.presses("treeoffer:use")


async def named(stage: Stage, name: str) -> int:
    return int(await scalar(stage, "select id from categories where name = :name", name=name))


async def typed(phone: Phone, press: str, said: str) -> str:
    """A reply to the question that a press brings; what the bot says then."""
    await phone.presses(press)
    await phone.writes(said, reply_to=await phone.last_id())
    return await phone.reads()


async def test_the_offered_tree_is_used_and_taken_back_or_begun_empty(stage: Stage, olga: Phone) -> None:
    vera, lena = stage.vera, await stage.agent("Lena", language="ru")
    await vera.writes("/categories")
    assert "Technical: Not working, Slow, Error message, Equipment, Network" in await vera.reads()
    assert await vera.buttons() == ["treeoffer:use", "treeoffer:empty"]
    await vera.presses("treeoffer:empty")
    assert await vera.buttons() == ["adnew:topics:topic:", "adnew:topics:group:"]
    await vera.writes("/categories")
    await vera.presses("treeoffer:use")
    assert "25 topics in five groups" in await vera.reads()
    await vera.presses("treeoffer:undo")
    assert "There are no topics yet" in await vera.reads()
    await vera.writes("/categories")
    await vera.presses("treeoffer:use")
    count = "select count(*) filter (where is_group), count(*) from categories where removed_at is null"
    assert tuple(await row(stage, count)) == (5, 30)
    await vera.presses("ad:topics:-:1")
    assert text_of("btn-new-topics-topic") in str(await vera.last())
    await olga.writes("/categories")
    assert "Technical\n— " in await olga.reads()
    await lena.writes("/categories")
    assert "Технические" in await lena.reads()
    assert "Медленно" in await lena.reads()


async def test_a_requester_chooses_a_group_then_a_topic_and_never_has_to(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await offered(stage)
    irina = await stage.phone("Irina", language="ru")
    number = await filed(rita, "My lamp is on the table")
    assert f"more:receipt:{number}:50" in await rita.buttons()
    await rita.presses(f"more:receipt:{number}:50")
    groups = await rita.last()
    assert [b["text"] for r in groups["buttons"] for b in r][:2] == ["Technical ›", "How to use ›"]
    assert len(buttons(groups)) == 6
    await rita.presses(f"more:receipt:{number}:200")
    assert (await rita.buttons())[-1] == f"more:receipt:{number}:50"
    key = await named(stage, "Setup")
    await rita.presses(f"cat:{number}:{key}")
    assert (await rita.reads()).endswith("Topic: Setup")
    assert "Setup" in words(await olga.message_with(f"claim:{number}"))
    await irina.writes("/new Лампа стоит на столе")
    there = await irina.last_id()
    await irina.presses(f"cat:2:{await named(stage, 'Technical')}", on=there, force=True)
    assert await scalar(stage, "select category_id from tickets where number = 2") is None
    await irina.presses("more:receipt:2:50")
    await irina.presses("more:receipt:2:100")
    await irina.presses(f"cat:2:{await named(stage, 'Slow')}")
    assert (await irina.reads()).endswith("Тема: Медленно")


async def test_a_name_per_language_is_unique_in_the_whole_tree(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, lena = stage.vera, await stage.agent("Lena", language="ru")
    await vera.writes("/categories add Access")
    await vera.writes("/categories")
    assert "Halls" in await typed(vera, "adnew:topics:group:", "Halls")
    await vera.writes("/categories")
    await vera.presses("ad:topics:2:1")
    assert "East" in await typed(vera, "adnew:topics:topic:2", "East")
    await vera.presses("adfield:topics:3:name:1")
    assert "Name, Russian: Восток" in await typed(vera, "adask:topics:3:name-ru", "Восток")
    await vera.writes("/categories")
    await vera.presses("adrow:topics:1:1")
    await vera.presses("adfield:topics:1:name:1")
    for taken_name in ("восток", "east", "HALLS", "needs-answer", "нужен_ответ"):
        said = await typed(vera, "adask:topics:1:name-ru", taken_name)
        assert "already" in said or piece_of("category-own") in said, taken_name
    for wrong in ("\u200b\u200d", "x" * 4096):
        assert "1 to 60" in await typed(vera, "adask:topics:1:name-ru", wrong)
    await lena.writes("/categories")
    assert (await lena.reads()).splitlines()[1:] == ["1. Access", "2. Halls", "— 3. Восток"]
    number = await filed(rita)
    await lena.writes(f"/category {number} восток")
    assert "Восток" in await lena.reads()
    await lena.writes(f"/category {number} halls")
    assert "/category" in await lena.reads()
    await vera.writes("/categories восток")
    await vera.presses("adfield:topics:3:name:1")
    assert HOSTILE.replace("\u202e", "") in await typed(vera, "adask:topics:3:name-en", HOSTILE)


async def test_a_topic_moves_and_is_removed_and_comes_back_to_its_tickets(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    for name in ("Access", "Lights"):
        await vera.writes(f"/categories add {name}")
    await vera.writes("/categories")
    await typed(vera, "adnew:topics:group:", "Halls")
    await vera.presses("addo:topics:3:up")
    await olga.writes("/categories")
    assert (await olga.reads()).splitlines()[1:] == ["1. Access", "3. Halls", "2. Lights"]
    await vera.writes("/categories lights")
    await vera.presses("adrow:topics:2:2")
    await vera.presses("adfield:topics:2:group:1")
    await vera.presses("adset:topics:2:group:3")
    assert "Group: Halls" in await vera.reads()
    shown = await vera.last_id()
    await vera.presses("addo:topics:3:remove", on=shown, force=True)
    assert await scalar(stage, "select removed_at from categories where id = 3") is None
    await vera.presses("adset:topics:2:priority:ab", on=shown, force=True)
    assert (await vera.answer())["text"] == text_of("admin-no-option")
    await vera.presses("adrow:topics:2:1")
    await vera.presses("adfield:topics:2:people:1")
    await vera.presses(f"adset:topics:2:people:{await scalar(stage, _OLGA)}")
    assert "Best answered by: Olga" in await vera.reads()
    assert "changed your topics: Lights" in await olga.reads()
    number = await taken(rita, olga)
    await olga.writes(f"/category {number} Lights")
    await vera.presses("addo:topics:2:remove", on=shown, force=True)
    assert text_of("category-removed", name="Lights") in words(await vera.message_with("addo:topics:2:restore"))
    assert tuple(await row(stage, "select category_id, tags from tickets")) == (None, ["Lights"])
    await vera.presses("addo:topics:2:restore")
    assert tuple(await row(stage, "select category_id, tags from tickets")) == (2, [])


@pytest.mark.board
async def test_on_the_board_a_leafs_name_is_the_topic_and_a_groups_is_a_tag(stage: Stage, rita: Phone) -> None:
    await offered(stage)
    user = await stage.board.user("Pavel")
    number = await filed(rita, "My lamp is on the table")
    await stage.board.update(number, by=user, labels=["technical", "Медленно"])
    chosen = "select category_id, tags from tickets"
    assert await scalar(stage, chosen) is None
    assert sorted((await row(stage, chosen))[1]) == ["technical", "Медленно"]
    await stage.board.update(number, by=user, labels=["sign-in and_PASSWORD"])
    key = await named(stage, "Sign-in and password")
    assert await scalar(stage, chosen) == key
    assert (await stage.board.task(number))["labels"][0] == "sign-in and_PASSWORD"
    vera = stage.vera
    await vera.writes(f"/categories rename {key} Entry")
    assert "Entry" in (await stage.board.task(number))["labels"]
    await rita.writes("/language ru")
    await rita.writes("/ticket 1")
    assert "Вход и пароль" in await rita.reads()


async def guessing(stage: Stage) -> None:
    """Two topics with keywords; that of locks makes a request critical."""
    vera = stage.vera
    for name in ("Access", "Lights"):
        await vera.writes(f"/categories add {name}")
    await vera.writes("/categories")
    for key, said in ((1, "door, замок"), (2, "lamp, dark")):
        await vera.writes("/categories")
        await vera.presses(f"adrow:topics:{key}:1")
        await typed(vera, f"adask:topics:{key}:keywords", said)
    await vera.writes("/categories")
    await vera.presses("adrow:topics:1:1")
    await vera.presses("adfield:topics:1:priority:1")
    await vera.presses("adset:topics:1:priority:1")


@pytest.mark.board
async def test_a_request_is_guessed_by_keywords_and_marked_until_somebody_confirms(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await guessing(stage)
    number = await filed(rita, "The doors do not open since noon")
    assert "Filed under Access. Wrong?" in words(await rita.message_with(f"cancel:{number}"))
    assert "Access?" in words(await olga.message_with(f"claim:{number}"))
    task = await stage.board.task(number)
    assert "Access" in task["labels"]
    assert "Access?" in task["description"]
    stored = "select category_id, category_guessed, category_words, priority from tickets order by id desc limit 1"
    assert tuple(await row(stage, stored)) == (1, True, ["door"], 2)  # critical is nobody's guess
    await olga.presses(f"open:{number}")
    assert text_of("category-guessed-by", words="door") in await olga.reads()
    await olga.presses(f"more:open:{number}:2")
    await olga.presses(f"cat:{number}:1")
    assert "Access?" not in await olga.reads()
    assert (await row(stage, stored))[1] is False
    assert "Access?" not in (await stage.board.task(number))["description"]
    await olga.writes(f"/ticket {number}")
    await olga.presses(f"more:open:{number}:2")
    await olga.presses(f"history:{number}:0")
    told = await olga.reads()
    assert text_of("history-category_guessed", new="Access") in told
    assert "Olga" in next(line for line in told.splitlines() if "topic confirmed: Access" in line)
    nothing = await filed(rita, "Something is odd in the hall")
    assert await scalar(stage, stored) is None
    assert "guess" not in words(await rita.message_with(f"cancel:{nothing}"))
    await filed(rita, "The door is dark")
    assert await scalar(stage, stored) is None  # as much speaks for one as for the other


@pytest.mark.board
async def test_a_guess_is_corrected_on_the_receipt_by_an_agent_or_by_the_label(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await guessing(stage)
    user = await stage.board.user("Pavel")
    stored = "select category_id, category_guessed, priority from tickets order by id desc limit 1"
    number = await filed(rita, "Замок сломался")
    assert tuple(await row(stage, stored)) == (1, True, 2)
    await rita.presses(f"cat:{number}:2")
    assert tuple(await row(stage, stored)) == (2, False, 3)
    assert "cat" not in " ".join(buttons(await rita.message_with(f"cancel:{number}")))
    number = await filed(rita, "The lamp over the door of hall A")
    assert await scalar(stage, stored) is None
    number = await filed(rita, "My lamp is broken, all is dark")
    assert tuple(await row(stage, stored)) == (2, True, 3)
    await stage.board.update(number, by=user, labels=["Access"])
    assert tuple(await row(stage, stored))[:2] == (1, False)
    number = await filed(rita, "It is dark")
    await stage.board.update(number, by=user, labels=[])
    assert tuple(await row(stage, stored))[:2] == (None, False)
    task = await stage.board.add("Dark corridor", by=user, section="New")
    assert "Lights" in (await stage.board.by_id(task["id"]))["labels"]
    await stage.board.add("Dark stairs", by=user, section="New", labels=["Access"])
    assert tuple(await row(stage, stored))[:2] == (1, False)


_SOLVED = """
with made as (
  insert into tickets (number, requester_id, status, origin, subject, created_at, updated_at, subject_at, status_at,
    priority_at, assignee_at, labels_at, filed_at, category_id)
  select 1000 + n, (select max(id) from people where id not in (select requester_id from tickets)), 'closed',
    'telegram', 'asked', now, now, now, now, now, now, now, now, 1 + n % 2
  from generate_series(1, :count) n, (select cast(:now as timestamptz) as now) at returning id, category_id, filed_at
)
insert into entries (ticket_id, kind, origin, author_name, body, created_at)
select id, 'comment', 'telegram', 'Rita', case category_id when 1 then 'the turnstile beeps ' else 'плафон мигает ' end
  || case id % 4 when 0 then 'again' when 1 then 'in the hall' when 2 then 'today' else 'опять' end, filed_at from made
"""


async def test_it_learns_from_what_people_chose_once_a_day_and_says_which_words_decided(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    for name in ("Access", "Lights"):
        await vera.writes(f"/categories add {name}")
    stored = "select category_id, category_guessed, category_words from tickets order by id desc limit 1"
    studied = "select count(*), count(weights) from topic_models"
    await filed(rita, "The turnstile beeps")
    assert tuple(await row(stage, studied)) == (0, 0)  # nobody has asked it to learn
    await vera.writes("/settings topic_learning on")
    await execute(stage, _SOLVED, count=199, now=stage.clock())
    await filed(rita, "A parcel for me has come")
    await filed(rita, "Nobody answers my letter")
    assert tuple(await row(stage, studied)) == (1, 0)  # one too few
    assert await scalar(stage, stored) is None
    await olga.writes("/category 1 Access")
    await stage.pass_time(hours=25)
    await filed(rita, "Hello again, it is me")
    assert tuple(await row(stage, studied)) == (2, 1)
    sam = await stage.phone("Sam")
    number = await filed(sam, "ПЛАФОНЫ в зале мигали")
    assert tuple(await row(stage, stored)) == (2, True, ["мигали", "плафоны"])
    await olga.presses(f"open:{number}")
    assert text_of("category-guessed-by", words="мигали, плафоны") in await olga.reads()
    await vera.writes("/settings topic_learning off")
    await filed(await stage.phone("Zoe"), "Плафон мигает")
    assert await scalar(stage, stored) is None
