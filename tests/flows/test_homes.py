"""What is done in the panel alone: its command, words and old buttons lead there, each person alone."""

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.features.registry import COMMANDS, VIEWS
from db.database import Database
from desk.acts.homes import BY_COMMAND, BY_PRESS, BY_QUESTION, BY_VIEW, HOMES
from desk.acts.staff_sentences import VERBS, WORDS, hear_staff
from desk.outbox import Say, Show, letters
from desk.people.person_rows import find_by_telegram
from tests.flows import cast
from tests.flows.acts import dismissed, files
from tests.flows.matrix_rows import button_prefixes
from tests.flows.panel.browser import URL, browser_at, chosen, code_of, panel_of
from tests.flows.phone import Phone
from tests.flows.scenes import may
from tests.flows.stage import VERA, Stage, staged
from tests.flows.test_staff_group import GROUP, Group
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")

BOARD = False


def _link_in(said: str) -> str:
    return next(word for word in said.split() if word.startswith(URL)).removeprefix(URL)


def test_what_leads_to_the_panel_is_nothing_else() -> None:
    assert not HOMES.keys() & {*COMMANDS.by_name, *COMMANDS.aliases, *VERBS, *WORDS}
    assert not BY_PRESS.keys() & button_prefixes()
    assert not BY_VIEW.keys() & VIEWS.keys()
    for name, home in BY_COMMAND.items():
        assert {hear_staff(f"Show me the {said}") for said in home.heard.split("|")} == {name}


async def test_each_command_word_and_old_button_answers_with_its_page(database: Database) -> None:
    begins = (cast.rita, cast.olga)
    async with staged(database, board=False, begins=begins, web__url=URL) as stage, panel_of(stage) as port:
        vera, olga, rita = stage.vera, stage.olga, stage.rita
        async with browser_at(port) as browser:
            await browser.signs_in(vera, str(VERA))
            for name, home in BY_COMMAND.items():
                for language in ("en", "ru"):
                    await vera.writes(f"/language {language}")
                    for typed in (f"/{name}", f"/{name} some words", f"show me the {home.heard.split('|')[0]}"):
                        await vera.writes(typed)
                        said = await vera.reads()
                        assert said.startswith(
                            text_of("home-is", language, what=text_of(f"home-of-{name}", language), url="")
                        ), (typed, said)
                    link = _link_in(said)
                    assert await browser.opens(link) == home.page
                    await browser.opens(home.page)
                    assert browser.status == 200, home.page
            await vera.writes("/language en")
        anything = await vera.last_id()
        for prefix, name in BY_PRESS.items():
            await vera.presses(f"{prefix}:1", on=anything, force=True)
            assert (await vera.answer())["text"] == text_of("home-moved")
            assert HOMES[name].page in await vera.reads()
        for who, refusal in ((olga, "not-granted"), (rita, "not-allowed")):
            await who.writes("/audit")
            assert URL not in await who.reads()
            await who.presses("audit:1", on=await who.last_id(), force=True)
            assert (await who.answer())["text"] == text_of(refusal)
            assert URL not in await who.reads()


async def test_the_link_leads_one_person_there_after_signing_in_and_ends(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage, panel_of(stage) as port:
        vera = stage.vera
        await vera.writes("/audit")
        link = _link_in(await vera.reads())
        before = await stage.olga.texts()
        async with browser_at(port) as browser:
            assert await browser.opens(link) == ""  # to look is never to sign in
            assert f'value="{parse_qs(urlsplit(link).query)["name"][0]}"' in browser.page
            word = urlsplit(link).path.rpartition("/")[2]
            await browser.sends("/sign-in", name=str(VERA), word=word)
            await stage.settle()
            await vera.presses(chosen(await vera.containing("sign in to the panel as you"), code_of(browser)))
            assert await browser.sends("/sign-in/finish") == "/audit"
        async with browser_at(port) as other:  # who got it from somebody else signs in as themselves or not at all
            await other.opens(link)
            assert await other.opens("/audit") == "/sign-in"
            await other.sends("/sign-in", name=str(stage.olga.id), word=word)
            await stage.settle()
            assert await stage.olga.texts() == before
        await vera.writes("/audit")
        assert urlsplit(_link_in(await vera.reads())).path.endswith(word)  # a sign-in under way goes on
        stage.clock.on(minutes=11)
        await vera.writes("/audit")
        assert not urlsplit(_link_in(await vera.reads())).path.endswith(word)
        for away in ("//evil.example", "https://evil.example", "/sign-in", "/nowhere"):
            async with browser_at(port) as third:
                await third.opens(f"{urlsplit(link).path}?to={away}")
                assert not [one for one in third.client.cookies if "back" in one], away


async def test_without_a_panel_it_says_that_one_is_needed(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    for name in BY_COMMAND:
        await vera.writes(f"/{name}")
        assert await vera.reads() == text_of("home-without-panel", what=text_of(f"home-of-{name}"))
    await vera.writes("/help audit")
    assert text_of("home-of-audit") not in await vera.reads()
    await olga.writes("/audit")
    assert await olga.reads() == text_of("not-granted")


async def test_a_letter_of_an_earlier_version_becomes_the_link(database: Database) -> None:
    """Queued before the update: it holds up nothing, and an edit of an old screen brings no message."""
    async with staged(database, board=False, begins=(), web__url=URL) as stage:
        vera = stage.vera
        for view, name in BY_VIEW.items():
            for only_edit in (True, False):
                before = len(await vera.received())
                async with stage.database.unit_of_work() as session:
                    person = await find_by_telegram(session, vera.id)
                    assert person is not None
                    letter = Show(view, slot=view, fresh=not only_edit, only_edit=only_edit)
                    letters.queue_letter(session, person.id, letter, now=stage.clock())
                await stage.settle()
                assert len(await vera.received()) == before + (not only_edit)
            assert text_of(f"home-of-{name}") in await vera.reads()
        async with stage.database.unit_of_work() as session:
            person = await find_by_telegram(session, vera.id)
            assert person is not None
            letter = Show("setting_ask", slot="setting:max_open", fresh=True)
            letters.queue_letter(session, person.id, letter, now=stage.clock())
        await stage.settle()
        assert piece_of("setting-ask", name=text_of("setting-max-open")) in await vera.reads()
        await vera.writes("33", reply_to=await vera.last_id())
        assert "33" in await vera.reads()


async def test_a_right_alone_a_former_agent_and_two_admins(database: Database) -> None:
    """Each reads a link of their own, or what they lack; a press is judged as a command is."""
    async with staged(database, board=False, begins=(cast.olga, cast.ivan), web__url=URL) as stage:
        vera, olga, ivan = stage.vera, stage.olga, stage.people["Ivan"]
        await may(stage, olga, audit=True)
        await olga.writes("/audit")
        assert await olga.reads() == text_of("panel-not-yours")
        await vera.writes("/settings panel_for_agents on")
        await olga.writes("/audit")
        link = _link_in(await olga.reads())
        for typed in ("/rules", "show me the rules"):
            await olga.writes(typed)
            assert await olga.reads() == text_of("not-granted")
        await vera.writes("/audit")
        assert urlsplit(_link_in(await vera.reads())).path != urlsplit(link).path
        await vera.writes("/help правило")
        assert text_of("help-home", command="rules", what=text_of("home-of-rules")) in await vera.reads()
        old = await ivan.last_id()
        await dismissed(stage, ivan)
        seen = len(await ivan.received())
        for data in ("audit:1", "adrow:rules:1:1", "adset:presets:1:topic:2", "system_new:1:abcd"):
            await ivan.presses(data, on=old, force=True)
            assert (await ivan.answer())["text"] == text_of("not-allowed"), data
        await ivan.writes("/audit")
        assert await ivan.reads() == text_of("only-team", command="audit")
        assert URL not in str((await ivan.received())[seen:])


async def test_a_reply_to_an_old_question_is_answered_with_the_page(database: Database) -> None:
    """It may be from before the update. Words typed right below it go nowhere else either."""
    async with staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage:
        vera, olga = stage.vera, stage.olga
        for kind, name in BY_QUESTION.items():
            for replies in (True, False):
                asked = await _asked_before(stage, vera, f"{kind}:7:1")
                await vera.writes("9:00-18:00", reply_to=asked if replies else None)
                assert HOMES[name].page in await vera.reads(), kind
        await olga.writes("Mon 9:00-18:00", reply_to=await _asked_before(stage, olga, f"shift:{vera.id}:0"))
        assert await olga.reads() == text_of("not-granted")
        await olga.writes("9:00-18:00", reply_to=await _asked_before(stage, olga, f"shift:{olga.id}:0"))
        assert text_of("shifts-how") in await olga.reads(), "one's own are still typed"


async def _asked_before(stage: Stage, phone: Phone, slot: str) -> int:
    async with stage.database.unit_of_work() as session:
        person = await find_by_telegram(session, phone.id)
        assert person is not None
        letters.queue_letter(session, person.id, Say("usage-shifts", slot=slot), now=stage.clock())
    await stage.settle()
    return await phone.last_id()


async def test_in_the_teams_group_no_link_is_shown(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.rita,), web__url=URL, staff_chat_id=GROUP) as stage:
        vera = stage.vera
        await stage.telegram.do("group", person=vera.id, title="The team")
        await stage.settle()
        await stage.telegram.do("privacy", on=False)
        group = Group(stage)
        await files(stage.rita, "There is no paper")
        heard = len(await vera.received())
        await group.write(vera, "/audit", reply_to=await group.card())
        assert (await group.texts())[-1] == text_of("group-command-private", bot="pulldesk_demo_bot")
        assert len(await vera.received()) == heard
