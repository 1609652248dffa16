"""§5 Permissions: every command and every callback × everybody who might try it. Who may not, changes nothing and
sees nothing, whatever message the press is forged on."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from db.database import Database, engine_for
from db.embedded.server import EmbeddedServer
from tests.flows.phone import buttons
from tests.flows.stage import staged
from tests.flows.town import COLUMNS, EVER_STAFF, NOTE, SECRETS, Town
from tests.flows.webhooks.catcher import RULES

pytestmark = pytest.mark.broad

EVERYBODY = frozenset(COLUMNS)
ADMIN = frozenset({"admin"})
STAFF = frozenset({"agent", "admin"})
OWN = frozenset({"agent on their own ticket"})
TEAM = STAFF | OWN
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Try:
    """Something somebody does; `may`: who may; `first`: what those do before; `on`: a button of the message that they
    press it on, where that does not show it."""

    does: str
    may: frozenset[str]
    first: str = ""
    on: str = ""

    def __str__(self) -> str:
        return self.does

    @property
    def edge(self) -> frozenset[str]:
        """Who tells most: the mightiest who may not, the least who may, and who may no longer."""
        refused = [column for column in COLUMNS if column not in self.may][-1:]
        allowed = [column for column in COLUMNS if column in self.may][:1]
        return frozenset({*refused, *allowed, "former agent"})


COMMANDS = [
    Try("/start", EVERYBODY),
    Try("/start AAAAAAAAAAAAAAAAAAAAAA", NOBODY),
    Try("/help", EVERYBODY),
    Try("/new My door does not open", EVERYBODY),
    Try("/new", EVERYBODY),
    Try("/tickets", EVERYBODY),
    Try("/tickets open", EVERYBODY),
    Try("/tickets {held}", TEAM),
    Try("/delete", EVERYBODY),
    Try("/language", EVERYBODY),
    Try("/notifications", EVERYBODY),
    Try("/language ru", EVERYBODY),
    Try("/ticket {held}", TEAM),
    Try("/ticket {draft}", OWN),
    Try("/cancel {held}", OWN),
    Try("/cancel {draft}", OWN),
    Try("/queue", TEAM),
    Try("/mine", TEAM),
    Try("/find alabaster", TEAM),
    Try("/next", TEAM),
    Try("/attention", TEAM),
    Try("/open", TEAM),
    Try("/open {held}", TEAM),
    Try("/claim {free}", STAFF),
    Try("/release {held}", STAFF),
    Try("/hand {held}", STAFF),
    Try("/progress {held}", STAFF),
    Try("/pending {held}", STAFF),
    Try("/hold {held} the key", STAFF),
    Try("/hold {held}", STAFF),
    Try("/resolve {held}", STAFF),
    Try("/reopen {closed}", TEAM),
    Try("/reopen {cancelled}", TEAM),
    Try("/priority {held} 1", STAFF),
    Try("/promise {held} 2h", STAFF),
    Try("/hold {held} until tomorrow the key", STAFF),
    Try("/category {held} Access", STAFF),
    Try("/note {held} granite", STAFF),
    Try("/ask {held} granite", STAFF),
    Try("/merge {free} into {held}", STAFF),
    Try("/split", STAFF),
    Try("/unmerge {free}", STAFF, "/merge {free} into {held}"),
    Try("/ask {held} @Vera granite", frozenset({"agent"})),
    Try("/away", TEAM),
    Try("/away 2h", TEAM),
    Try("/back", TEAM),
    Try("/quiet", TEAM),
    Try("/escalate {held} the hall opens", STAFF),
    Try("/escalate {held}", STAFF),
    Try("/deescalate {escalated}", STAFF),
    Try("/topics", TEAM),
    Try("/shifts", TEAM),
    Try("/shifts mon-fri 9-18", TEAM),
    Try("/block {held}", STAFF),
    Try("/blocked", TEAM),
    Try("/failed", ADMIN),
    Try("/stats", TEAM),
    Try("/stats people", ADMIN),
    Try("/me", TEAM),
    Try("/audit", ADMIN),
    Try("/export", ADMIN),
    Try("/audit invite", ADMIN),
    Try("/settings", ADMIN),
    Try("/settings reminder", ADMIN),
    Try("/settings max_open 30", ADMIN),
    Try("/text", ADMIN),
    Try("/menu", ADMIN),
    Try("/text looking after", ADMIN),
    Try("/categories", TEAM),
    Try("/categories add Doors", ADMIN),
    Try("/categories rename 1 Doors", ADMIN),
    Try("/categories remove 1", ADMIN),
    Try("/kb", EVERYBODY),
    Try("/kb plugs", EVERYBODY),
    Try("/kb new", TEAM),
    Try("/kb from {closed}", STAFF),
    Try("/kb import", ADMIN),
    Try("/kb export", ADMIN),
    Try("/link", TEAM),
    Try("/replies", TEAM),
    Try("/preset", ADMIN),
    Try("/preset new", ADMIN),
    Try("/panel", ADMIN),
    Try("/systems", ADMIN),
    Try("/systems new Market", ADMIN),
    Try("/webhooks", ADMIN),
    Try("/webhooks Shop https://hooks.example/other", ADMIN),
    Try("/announce", ADMIN),
    Try("/problems", TEAM),
    Try("/announce The hall opens at 10", ADMIN),
    Try("/replies hello", TEAM),
    Try("/event", TEAM),
    Try("/event {held} olympiad", STAFF),
    Try('/event new "Later" 2026-12-01..03', ADMIN),
    Try("/event attendance olympiad 250", ADMIN),
    Try("/event id olympiad 4711", ADMIN),
    Try("/event remove olympiad", ADMIN),
    Try("/invite", ADMIN),
    Try("/invite admin", ADMIN),
    Try("/staff", ADMIN),
]
PRESSES = [
    Try("send:{draft}", OWN, "/ticket {draft}"),
    Try("cancel:{held}", OWN, "/ticket {held}"),
    Try("cancel:{draft}", OWN, "/ticket {draft}"),
    Try("cat:{free}:1", TEAM, "/ticket {free}"),
    Try("add:{held}", OWN, "/ticket {held}"),
    Try("subject:{held}", OWN, "/ticket {held}"),
    Try("solved:{resolved}:yes", OWN, "/ticket {resolved}"),
    Try("solved:{resolved}:no", OWN, "/ticket {resolved}"),
    Try("rate:{closed}:5", OWN),
    Try("rate:{closed}:skip", OWN),
    Try("rate_agent:{closed}:4", OWN, "rate:{closed}:5"),
    Try("claim:{free}", STAFF, "/ticket {free}"),
    Try("open:{held}", TEAM, "/ticket {held}"),
    Try("thread:{held}:1", TEAM, "/ticket {held}"),
    Try("history:{held}:0", STAFF, "/ticket {held}"),
    Try("earlier:{held}:1", STAFF, "/ticket {held}"),
    Try("cause:{held}:", STAFF, "/ticket {held}"),
    Try("alike:{held}", STAFF, "/ticket {held}"),
    Try("join:{held}", STAFF, "/ticket {held}"),
    Try("leave:{held}", STAFF, "/ticket {held}"),
    Try("also_to:1", NOBODY, "/ticket {held}"),
    Try("pending:{held}", STAFF, "/ticket {held}"),
    Try("progress:{held}", STAFF, "/pending {held}"),
    Try("hold:{held}", STAFF, "/ticket {held}"),
    Try("resolve:{held}", STAFF, "/ticket {held}"),
    Try("release:{held}", STAFF, "/ticket {held}"),
    Try("release:all", frozenset({"agent"}), "/away"),
    Try("release:none", frozenset({"agent"}), "/away"),
    Try("away:hour", TEAM, "/away"),
    Try("away:back", TEAM, "/away"),
    Try("hand:{held}", STAFF, "/ticket {held}"),
    Try("give:{held}:{vera}", STAFF, "/hand {held}"),
    Try("reopen:{closed}", TEAM, "/ticket {closed}"),
    Try("reopen:{cancelled}", TEAM, "/ticket {cancelled}"),
    Try("prio:{held}:1", STAFF, "/ticket {held}"),
    Try("still:{held}", NOBODY),  # asked of who has it, by the clock: test_promised_times.py
    Try("more:open:{held}:2", TEAM, "/ticket {held}"),
    Try("more:card:{held}:2", STAFF, "/release {held}"),
    Try("more:receipt:{held}:50", OWN, on="cancel:{held}"),
    Try("nowait:{held}", NOBODY),  # the desk is open; while it is closed: test_hours.py
    Try("canwait:{held}", NOBODY),
    Try("to:{held}", NOBODY),
    Try("to:none", NOBODY),
    Try("to:new", EVERYBODY, "/tickets"),
    Try("list:1", EVERYBODY, "/tickets"),
    Try("list:closed:1", EVERYBODY, "/tickets open"),
    Try("list:all:changed:1", EVERYBODY, "/tickets"),
    Try("mine:1", TEAM, "/mine"),
    Try("attention:1", TEAM, "/attention"),
    Try("all:1", TEAM, "/open"),
    Try("allby::1", TEAM, "/open"),
    Try("allby:agent:1", TEAM, "/open"),
    Try("allset:status:new", TEAM, "/open"),
    Try("found:1", TEAM, "/find alabaster"),
    Try("queue:1", TEAM, "/queue"),
    Try("admit:{ada}", ADMIN, "/staff"),
    Try("escalate:{held}", STAFF, "/ticket {held}"),
    Try("deescalate:{escalated}", STAFF, "/ticket {escalated}"),
    Try("dismiss:{olga}", ADMIN, "/staff then person:{olga}"),
    Try("staff:1", ADMIN, "/staff"),
    Try("person:{olga}", ADMIN, "/staff"),
    Try("paway:{olga}:two", ADMIN, "/staff then person:{olga}"),
    Try("moves:{olga}:1", ADMIN, "/staff then person:{olga}"),
    Try("move:{olga}:all:ask:1:0", ADMIN, "/staff then person:{olga} then moves:{olga}:1"),
    Try("topics:{olga}:1", STAFF, "/topics"),
    Try("topic:{olga}:1:1:1", STAFF, "/topics then topics:{olga}:1"),
    Try("shifts:{olga}:week:1", STAFF, "/shifts"),
    Try("shiftday:{olga}:0", STAFF, "/shifts"),
    Try("shiftcopy:{olga}:{vera}", ADMIN, "/staff then person:{olga} then shifts:{olga}:copy:1"),
    Try("hear:cards:off", STAFF | OWN, "/notifications"),
    Try("ownnews", STAFF | OWN, "/notifications"),
    Try("asks:1:1", STAFF, "/ask {held} granite"),
    Try("ask:1:{olga}", NOBODY),
    Try("shiftclear:{olga}", STAFF, "/shifts then shifts:{olga}:more:1"),
    Try("block:{held}", STAFF, "/ticket {held}"),
    Try("unblock:{bob}", TEAM, "/blocked"),
    Try("retry:{job}", ADMIN, "/failed"),
    Try("audit:1", ADMIN, "/audit"),
    Try("export:740000:740000:0:0:csv", ADMIN, "/export"),
    Try("set:in_limits:1", ADMIN, "/settings"),
    Try("setto:max_open:50", ADMIN, "/settings max_open"),
    Try("setpre:max_open:0", ADMIN, "/settings max_open"),
    Try("set:setup:1", ADMIN, "/settings"),
    Try("setup:2:0", ADMIN, "/settings"),
    Try("setupask:1:0", ADMIN, "/settings"),
    Try("exempt:{ada}:on", NOBODY),
    Try("settype:max_open", ADMIN, "/settings max_open"),
    Try("targets:ask", NOBODY, "/settings targets"),  # off; while they are on: test_promises.py
    Try("targets:apply", NOBODY),
    Try("setundo:max_open:1", ADMIN, "/settings max_open"),
    Try("evict:{felix}", NOBODY),
    Try("unlink:{olga}", NOBODY),
    Try("brake:go", NOBODY),
    Try("brake:undo", NOBODY),
    Try("gone:{held}:close", NOBODY),
    Try("gone:{held}:back", NOBODY),
    Try("link:{board}", TEAM, "/link"),
    Try("lang:ru", EVERYBODY, "/language"),
    Try("replies:1", TEAM, "/replies then reply_of:1"),
    Try("reply_of:1", TEAM, "/replies"),
    Try("reply_text:own", TEAM, "/replies"),
    Try("reply_text:desk", ADMIN, "/replies"),
    Try("reply_remove:1", ADMIN, "/replies then reply_of:1"),
    Try("reply_back:1", ADMIN, "/replies then reply_of:1 then reply_remove:1"),
    Try("canned:{held}:1", STAFF, "/ticket {held}"),
    Try("reply_with:{held}:1", STAFF, "/ticket {held} then canned:{held}:1"),
    Try("similar:{held}", STAFF, "/ticket {held}", on="thread:{held}:1"),
    Try("similar_use:{held}:1", NOBODY),  # nothing was found like it: test_similar.py
    Try("similar_article:{held}:1", NOBODY),
    Try("canned_send:1", NOBODY),  # one's own, once it was shown: test_canned.py
    Try("canned_change:1", NOBODY),
    Try("menu:0", NOBODY),  # where one is published: test_menu.py
    Try("menuat:add:0:1", ADMIN, "/menu"),
    Try("menunew:text:0", ADMIN, "/menu then menuat:add:0:1"),
    Try("menuask:caption:1:en", ADMIN, "/menu"),
    Try("menuto:1:1", NOBODY, "/menu"),  # there is no such item: test_menu.py
    Try("menudo:up:1", NOBODY, "/menu"),  # likewise
    Try("menutry:0", ADMIN, "/menu then menuat:publish:0:1"),
    Try("menupub:down", ADMIN, "/menu then menuat:publish:0:1"),
    Try("menuundo:1", ADMIN, "/menu then menuat:publish:0:1"),
    Try("texts:1", ADMIN, "/text request"),
    Try("text:en:bfe8d608", ADMIN, "/text looking after"),
    Try("textask:en:bfe8d608", ADMIN, "/text looking after"),
    Try("textback:en:bfe8d608", ADMIN, "/text looking after"),
    Try("textundo:en:bfe8d608:1", ADMIN, "/text looking after"),
    Try("article:1", NOBODY),  # what was offered to oneself: test_offers.py
    Try("helped:{held}", NOBODY),
    Try("need_person:{held}", NOBODY),  # what was answered to oneself: test_presets.py
    Try("presets:1", ADMIN, "/preset"),
    Try("preset:1", ADMIN, "/preset"),
    Try("preset_ask:0:title:en", ADMIN, "/preset"),
    Try("preset_topics:1:1", ADMIN, "/preset then preset:1"),
    Try("preset_topic:1:0", ADMIN, "/preset then preset:1 then preset_topics:1:1"),
    Try("preset_check:1", ADMIN, "/preset then preset:1"),
    Try("preset_publish:1:4", ADMIN, "/preset then preset:1 then preset_check:1"),
    Try("preset_retire:1", ADMIN, "/preset then preset:1"),
    Try("fill:1:1", NOBODY),  # what was asked of oneself: test_asked_to_say.py
    Try("fillskip:1", NOBODY),
    Try("mailing:1:2", NOBODY),  # one's own draft, and one that is under way: test_mailings.py
    Try("mailing_to:1:all:", NOBODY),
    Try("mailing_send:1", NOBODY),
    Try("mailing_drop:1", NOBODY),
    Try("mailing_stop:1", NOBODY),
    Try("mailing_off:0", NOBODY),  # under one that came: test_mailings.py
    Try("problem_make:{held}", STAFF, "/ticket {held}", on="thread:{held}:1"),
    Try("problem_on:1", ADMIN, "/categories then treeof:one:1:1"),
    Try("problem:1", ADMIN, "/categories then treeof:one:1:1 then problem_on:1 then problem_end:1"),
    Try("problem_ask:words:1", ADMIN, "/categories then treeof:one:1:1 then problem_on:1"),
    Try("problem_publish:1", NOBODY),  # of a draft or an open one that there is: test_known_problems.py
    Try("problem_drop:1", NOBODY),
    Try("problem_end:1", ADMIN, "/categories then treeof:one:1:1 then problem_on:1 then problem_publish:1"),
    Try("problem_over:1", NOBODY),
    Try("follow:1", NOBODY),  # what oneself was told of: test_known_problems.py
    Try("unfollow:1", NOBODY),
    Try("not_problem:{held}", NOBODY),  # of one's own that is about one: test_known_problems.py
    Try("web_in:1", NOBODY),  # who was asked: panel/test_sign_in.py
    Try("web_no:1", NOBODY),
    Try("web_end:1", NOBODY),  # of one's own session
    Try("web_endall", ADMIN, "/panel"),
    Try("systems:1", ADMIN, "/systems"),
    Try("system_ask:0", ADMIN, "/systems"),
    Try("system:1:is", ADMIN, "/systems"),
    Try("system_may:1:events", ADMIN, "/systems then system:1:is then system:1:scopes"),
    Try("system_until:1:30", ADMIN, "/systems then system:1:is then system:1:expiry"),
    Try("system_rate:1", ADMIN, "/systems then system:1:is"),
    Try("system_new:1", ADMIN, "/systems then system:1:is then system:1:rotate"),
    Try("system_off:1", ADMIN, "/systems then system:1:is"),
    Try("system_on:1", ADMIN, "/systems then system:1:is then system_off:1"),
    Try("webhooks:1", ADMIN, "/webhooks"),
    Try("webhook:1:is", ADMIN, "/webhooks"),
    Try("webhook_on:1:0", ADMIN, "/webhooks then webhook:1:is"),
    Try("webhook_again:1:24", ADMIN, "/webhooks then webhook:1:is"),
    Try("webhook_secret:1", ADMIN, "/webhooks then webhook:1:is then webhook:1:secret"),
    Try("webhook_remove:1", ADMIN, "/webhooks then webhook:1:is then webhook:1:remove"),
    Try("events:1", TEAM, "/event"),
    Try("stats:9999:period:today", NOBODY),  # whose picture it is: test_stats.py
    Try("statsat:9999:forms:1", NOBODY),
    Try("statsdays:9999", NOBODY),
    Try("eventscmp", ADMIN, "/event"),
    Try("event:{held}:1", STAFF, "/ticket {held}"),
    Try("kb:1", EVERYBODY, "/kb plugs"),
    Try("kb_in:1:en", EVERYBODY, "/kb plugs"),
    Try("kb_found:1", EVERYBODY, "/kb plugs"),
    Try("kb_ask:1:title:en", TEAM, "/kb plugs then kb:1"),
    Try("kb_topics:1:1", TEAM, "/kb plugs then kb:1"),
    Try("kb_topic:1:1", ADMIN, "/kb plugs then kb:1 then kb_topics:1:1"),
    Try("kb_propose:1", TEAM, "/kb plugs then kb:1"),
    Try("kb_publish:1:3", ADMIN, "/kb plugs then kb:1"),
    Try("kb_retire:1", ADMIN, "/kb plugs then kb:1"),
    Try("kb_versions:1", TEAM, "/kb plugs then kb:1"),
    Try("kb_version:1:en:1", TEAM, "/kb plugs then kb:1 then kb_versions:1"),
    Try("kb_take:1:en:1", TEAM, "/kb plugs then kb:1 then kb_versions:1 then kb_version:1:en:1"),
    Try("kb_list:draft:1", TEAM, "/kb"),
    Try("kb_new", TEAM, "/kb"),
    Try("kb_gaps:1", TEAM, "/kb"),
    Try("kb_from:{closed}", STAFF, "/ticket {closed}"),
    Try("eventback:olympiad", ADMIN, "/event remove olympiad"),
    Try("tree:1", ADMIN, "/categories"),
    Try("treeof:one:1:1", ADMIN, "/categories"),
    Try("treeask:new:0", ADMIN, "/categories"),
    Try("treeset:priority:1:2", ADMIN, "/categories then treeof:one:1:1 then treeof:priority:1:1"),
    Try("treeset:remove:1:0", ADMIN, "/categories then treeof:one:1:1 then treeof:names:1:1"),
    Try("treeundo:1:1", NOBODY),  # of a change that was made: test_topics.py
    Try("treeback:1", NOBODY),
    Try("treeoffer:use", NOBODY),
    Try("treewho:1:{olga}:1:1", ADMIN, "/categories then treeof:one:1:1 then treeof:people:1:1"),
    Try("news:taken:0", EVERYBODY, "/notifications then ownnews"),  # staff get there by a button
]
SECOND_THOUGHTS = [f"{does} the {said}" for does in ("edit", "/delete") for said in ("answer", "note")]
_IN_FULL = pytest.mark.broad(short=False)
MATRIX = [
    pytest.param(what, column, id=f"{what}-{column}", marks=() if column in what.edge else _IN_FULL)
    for what in (*COMMANDS, *PRESSES)
    for column in COLUMNS
]
CELLS = len(SECOND_THOUGHTS) * len(EVER_STAFF) + len(COLUMNS) * (len(COMMANDS) + len(PRESSES))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(server: EmbeddedServer) -> AsyncIterator[Town]:
    """One town for the whole matrix; nothing in it happens by itself."""
    name = f"t_{uuid4().hex[:12]}"
    database = Database(engine_for(await server.create_database(name, template="template_desk")))
    quiet: dict[str, Any] = {"remind": timedelta(0), "auto_close": timedelta(0), "intake_quiet": timedelta(hours=27)}
    quiet |= RULES
    async with staged(database, panel_url="http://127.0.0.1:8090", **quiet) as stage:
        made = Town(stage)
        await made.build()
        yield made
    await database.aclose()
    await server.drop_database(name)


@pytest.mark.parametrize(("what", "column"), MATRIX)
async def test_who_may_not_changes_nothing_and_sees_nothing(town: Town, what: Try, column: str) -> None:
    await town.restore()
    phone = town.people[column]
    if column in what.may:
        await _may(town, what, column)
        return
    before, seen = await town.dump(phone), set(await town.seen(phone))
    doing = town.filled(what.does, column)
    if doing.startswith("/"):
        await phone.writes(doing)
    else:
        for spot in await town.spots(phone, doing, town.number_in(what.does, column)):
            await phone.presses(doing, on=spot, force=True)
            assert (await phone.answers())[-1]["show_alert"], f"no alert on message {spot}"
    assert await town.dump(phone) == before
    new = [line for line in await town.seen(phone) if line not in seen]
    assert new, "nothing was said"
    hidden = {"agent": (), "admin": (), "agent on their own ticket": (NOTE,)}.get(column, SECRETS)
    assert not [line for line in new for secret in hidden if secret in line]


@pytest.mark.parametrize("column", EVER_STAFF)
@pytest.mark.parametrize("what", SECOND_THOUGHTS)
async def test_what_somebody_said_as_staff_they_change_only_as_staff(town: Town, what: str, column: str) -> None:
    await town.restore()
    phone, (does, _, said) = town.people[column], what.split()
    before, seen = await town.dump(phone), set(await town.seen(phone))
    message = town.said[column][said]
    if does == "edit":
        note = "note" in what
        text = f"/note {town.numbers['held']} granite" if note else "Pay in cash"
        await town.stage.telegram.do("edit", person=phone.id, message_id=message, text=text)
        await town.stage.settle()
    else:
        await phone.writes("/delete", reply_to=message)
    assert (await town.dump(phone) != before) == (column in STAFF)
    refused = [line for line in await town.seen(phone) if line not in seen and "Only the team" in line]
    assert bool(refused) == (column not in STAFF)


async def _may(town: Town, what: Try, column: str) -> None:
    """Who may, can: something changes or is shown, and nothing is refused."""
    phone = town.people[column]
    earlier = 0
    if what.first:
        earlier = (await phone.received() or [{"message_id": 0}])[-1]["message_id"]
        for step in town.filled(what.first, column).split(" then "):
            if step.startswith("/"):
                await phone.writes(step)
            else:
                chat = await phone.received()
                with_it = [m["message_id"] for m in chat if step in buttons(m)]
                await phone.presses(step, on=(with_it or [chat[-1]["message_id"]])[-1], force=True)
    before, seen = await town.dump(phone), set(await town.seen(phone))
    doing = town.filled(what.does, column)
    if doing.startswith("/"):
        await phone.writes(doing)
    else:
        chat, shown = await phone.received(), town.filled(what.on or what.does, column)
        with_it = [m["message_id"] for m in chat if shown in buttons(m)]
        edited = any(step and not step.startswith("/") for step in what.first.split(" then "))
        having = [message for message in with_it if message > earlier] or (with_it if edited else [])
        await phone.presses(doing, on=(having or [chat[-1]["message_id"]])[-1], force=True)
    new = [line for line in await town.seen(phone) if line not in seen]
    assert new or await town.dump(phone) != before
    refusals = ("Only the team", "Only admins", "The panel is for admins", "There is no request", "out of date")
    assert not [line for line in new for refusal in refusals if refusal in line]


def test_the_matrix_has_no_hole() -> None:
    """Each command of the menus and each kind of callback data that the bot knows is tried."""
    from bot import callbacks as presses
    from bot import command_menu as menus
    from bot.callback_data import canned as of_canned
    from bot.callback_data import events as of_events
    from bot.callback_data import export as of_export
    from bot.callback_data import knowledge as of_articles
    from bot.callback_data import lists as of_lists
    from bot.callback_data import mailings as of_mailings
    from bot.callback_data import menu as of_menu
    from bot.callback_data import offers as of_offers
    from bot.callback_data import oneself as of_oneself
    from bot.callback_data import panel as of_panel
    from bot.callback_data import problems as of_problems
    from bot.callback_data import settings as of_settings
    from bot.callback_data import stats as of_stats
    from bot.callback_data import systems as of_systems
    from bot.callback_data import team as of_team
    from bot.callback_data import ticket as of_ticket
    from bot.callback_data import topics as of_topics
    from bot.callback_data import webhooks as of_webhooks
    from bot.callback_data import wordings as of_texts
    from bot.handlers.filters import OF_A_TICKET, OF_STAFF

    menu = {*menus._REQUESTER, *menus._AGENT, *menus._ADMIN, *OF_STAFF, *OF_A_TICKET, "start"}
    assert menu <= {t.does.split()[0].removeprefix("/") for t in COMMANDS}
    rooms = (
        of_ticket,
        of_lists,
        of_oneself,
        of_team,
        of_settings,
        of_events,
        of_stats,
        of_export,
        of_canned,
        of_topics,
    )
    rooms += (of_topics, of_texts, of_mailings, of_offers, of_articles, of_menu)
    rooms += (of_problems,)
    rooms += (of_panel, of_systems, of_webhooks)
    data = [made for room in rooms for made in vars(room).values()]
    bases = {presses.OfTicket, presses.OfPerson, presses.PageTurn, of_problems._OfProblem}
    known = {made.__prefix__ for made in data if hasattr(made, "__prefix__") and made not in bases}
    assert known <= {t.does.partition(":")[0] for t in PRESSES}
    assert CELLS >= 510
