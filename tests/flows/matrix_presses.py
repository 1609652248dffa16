"""The matrix of permissions: each kind of button, and who may press it."""

from tests.flows.matrix_rows import ADMIN, DIRECTOR, EVERYBODY, LEADERS, NOBODY, OWN, STAFF, TEAM, Try

_ON_TOPIC = "/categories then adrow:topics:1:1 then adrow:topics:1:2"
_DRAFT = "/announce The weather is fine"
_MEMBERS = "/organization then org_members:1:1"
PRESSES = [
    Try("send:{draft}", OWN, "/ticket {draft}"),
    Try("cancel:{held}", OWN | LEADERS, "/ticket {held}"),
    Try("state:{held}", OWN, on="cancel:{held}"),
    Try("cancel:{draft}", OWN, "/ticket {draft}"),
    Try("cat:{free}:1", TEAM, "/ticket {free}"),
    Try("add:{held}", OWN | LEADERS, "/ticket {held}"),
    Try("subject:{held}", OWN | LEADERS, "/ticket {held}"),
    Try("solved:{resolved}:yes", OWN | LEADERS, "/ticket {resolved}"),
    Try("solved:{resolved}:no", OWN | LEADERS, "/ticket {resolved}"),
    Try("rate:{closed}:5", OWN),
    Try("rate:{closed}:skip", OWN),
    Try("rate_agent:{closed}:4", OWN, "rate:{closed}:5"),
    Try("claim:{free}", STAFF, "/ticket {free}"),
    Try("masked:{held}", NOBODY),  # where something was masked: test_masking.py
    Try("mail:{held}:0:1", NOBODY),  # of a request that came by mail: test_whole.py
    Try("ring:{free}", STAFF, "/ticket {free}"),
    Try("whosemail:{held}", NOBODY),  # of a mail that nobody proved: test_asked_sender.py
    Try("whose:{held}:1", NOBODY),  # of a mail that forwards another one: test_forwarded.py
    Try("sendon:{held}:1", NOBODY),  # of a note that a supplier answered by mail: test_side_conversations.py
    Try("copies:{held}:0", NOBODY),  # of a mail with others in copy: test_participants.py
    Try("share:{held}", OWN, "/ticket {held}"),
    Try("unshare:{held}", NOBODY),  # of a request that somebody shared: test_sharing.py
    Try("own_not:{held}", NOBODY),  # of a request in a colleague's own account: test_own_accounts.py
    *(Try(one, NOBODY) for one in ("own_yes:{held}", "own_join:{held}", "own_all", "own_off", "own_include")),
    Try("open:{held}", TEAM | LEADERS, "/ticket {held}"),
    Try("thread:{held}:1", TEAM | LEADERS, "/ticket {held}"),
    Try("history:{held}:0", STAFF, "/ticket {held}"),
    Try("earlier:{held}:1", STAFF, "/ticket {held}"),
    Try("cause:{held}:", STAFF, "/ticket {held}"),
    Try("alike:{held}", STAFF, "/ticket {held}"),
    Try("account:{held}", NOBODY),  # where there is a system to ask: test_accounts.py
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
    Try("focus:{free}", STAFF, "/ticket {free}", on="thread:{free}:1"),
    Try("focus_off:{free}", STAFF, "/focus {free}"),
    Try("reopen:{closed}", TEAM | DIRECTOR, "/ticket {closed}"),
    Try("reopen:{cancelled}", TEAM | DIRECTOR, "/ticket {cancelled}"),
    Try("prio:{held}:1", STAFF, "/ticket {held}"),
    Try("still:{held}", NOBODY),  # asked of who has it, by the clock: test_promised_times.py
    Try("time:{held}", NOBODY),  # time is off
    Try("field:{held}", NOBODY),  # there is none
    Try("draft:{held}", NOBODY),  # there is no assistant
    Try("sumup:{held}", NOBODY),  # the same
    Try("more:open:{held}:2", TEAM | LEADERS, "/ticket {held}"),
    Try("more:card:{held}:2", STAFF, "/release {held}"),
    Try("more:receipt:{held}:50", OWN, on="cancel:{held}"),
    Try("nowait:{held}", NOBODY),  # the desk is open; while it is closed: test_hours.py
    Try("canwait:{held}", NOBODY),
    Try("to:{held}", NOBODY),
    Try("to:none", NOBODY),
    Try("to:new", EVERYBODY, "/tickets"),
    Try("list:1", EVERYBODY, "/tickets open"),
    Try("list:closed:1", EVERYBODY, "/tickets open"),
    Try("list:all:changed:1", EVERYBODY, "/tickets open"),
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
    Try("psessions:{olga}", NOBODY),  # where they have one: panel/test_ended_access.py
    Try("dismiss:{olga}", ADMIN, "/staff then person:{olga}"),
    Try("staff:1", ADMIN, "/staff"),
    Try("person:{olga}", ADMIN, "/staff"),
    Try("paway:{olga}:two", ADMIN, "/staff then person:{olga}"),
    Try("role:{olga}", ADMIN, "/staff then person:{olga}"),
    Try("giverole:{olga}:trainee", ADMIN, "/staff then person:{olga} then role:{olga}"),
    Try("moves:{olga}:1", ADMIN, "/staff then person:{olga}"),
    Try("move:{olga}:all:ask:1:0", ADMIN, "/staff then person:{olga} then moves:{olga}:1"),
    Try("topics:{olga}:1", STAFF, "/categories mine"),
    Try("topic:{olga}:1:1:1", STAFF, "/categories mine then topics:{olga}:1"),
    Try("shifts:{olga}:week:1", STAFF, "/shifts"),
    Try("takencards:0", STAFF | OWN, "/notifications"),
    Try("phoneway:sms", NOBODY),  # needs a gateway: test_phone_alerts.py
    Try("hear:cards:off", STAFF | OWN, "/notifications"),
    Try("ownnews", STAFF | OWN, "/notifications"),
    Try("write:1", NOBODY),  # off until an admin allows it: test_writing_first.py
    Try("begun:0", NOBODY),  # under what the team began: test_writing_first.py
    Try("mydata", EVERYBODY, "/privacy"),
    Try("forgetask", EVERYBODY - TEAM, "/privacy"),
    Try("forget", EVERYBODY - TEAM, "/privacy forget"),
    Try("forgetnot", EVERYBODY - TEAM, "/privacy forget then forget"),
    Try("consent:1", NOBODY),  # while a setting asks for it: tests/flows/doors
    Try("erase:1:0", NOBODY),  # of a requester that was asked about: test_forgetting.py
    Try("erasewhom:1", NOBODY),
    Try("erasenot:1", NOBODY),
    Try("ideashown:1", NOBODY),  # off until an admin allows it: test_ideas.py
    Try("ideavote:1:1:1", NOBODY),
    Try("plan:1:now:0", NOBODY),  # under one's own plan alone: test_later.py
    Try("plans:1", NOBODY),
    Try("asks:1:1", STAFF, "/ask {held} granite"),
    Try("ask:1:{olga}", NOBODY),
    Try("shiftclear:{olga}", STAFF, "/shifts mon-fri 9-18 then /shifts"),
    Try("block:{held}", STAFF, "/ticket {held}"),
    Try("blockall:{held}:1", NOBODY),  # of a mail that nobody proved: desk/people/test_blocklist.py
    Try("unblock:{bob}:{block}", TEAM, "/blocked"),
    Try("disconnect", NOBODY),  # off without an app: test_connect.py
    Try("retry:{job}", ADMIN, "/failed"),
    Try("maildrop:{job}:1", NOBODY),
    Try("mailpage:1", ADMIN, "/failed", on="retry:{job}"),
    Try("mailopen:{job}", NOBODY),  # where a mail cannot be read: tests/mail/test_collecting.py
    Try("held:send", NOBODY),  # after a restore: tests/operation/test_backup.py
    Try("help:find", TEAM, "/help"),
    Try("set:more_limits:1", ADMIN, "/settings then set:advanced:1"),
    Try("setto:max_open:50", ADMIN, "/settings max_open"),
    Try("setpre:max_open:0", ADMIN, "/settings max_open"),
    Try("setupstep:2:show", ADMIN, "/settings"),
    Try("setup:2:0", ADMIN, "/settings then setupstep:2:show"),
    Try("setuphours:9-06", ADMIN, "/settings then setupstep:2:show", on="setup:2:0"),
    Try("setuplink:9", NOBODY),  # an account of the board: test_setup.py
    Try("testremove:1", NOBODY),  # of a test request: test_setup.py
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
    Try("ad:replies::1", TEAM, "/replies then adrow:replies:1:1"),
    Try("adrow:replies:1:1", TEAM, "/replies"),
    Try("adnew:replies:own:", TEAM, "/replies"),
    Try("adnew:replies:desk:", ADMIN, "/replies"),
    Try("adask:replies:1:text", ADMIN, "/replies then adrow:replies:1:1"),
    Try("addo:replies:1:remove", ADMIN, "/replies then adrow:replies:1:1"),
    Try("addo:replies:1:restore", ADMIN, "/replies then adrow:replies:1:1 then addo:replies:1:remove"),
    Try("canned:{held}:1", STAFF, "/ticket {held}"),
    Try("reply_with:{held}:1", STAFF, "/ticket {held} then canned:{held}:1"),
    Try("similar:{held}", STAFF, "/ticket {held}", on="thread:{held}:1"),
    Try("similar_use:{held}:1", NOBODY),  # nothing was found like it: test_similar.py
    Try("steps:{held}", STAFF, "/ticket {held}"),
    Try("steps_use:{held}:2", STAFF, "/ticket {held} then steps:{held}"),
    Try("step:{held}:1:1", STAFF, "/ticket {held} then steps:{held} then steps_use:{held}:2"),
    Try("similar_article:{held}:1", NOBODY),
    Try("canned_solve:1", NOBODY),
    Try("canned_alone:1", NOBODY),
    Try("canned_send:1", NOBODY),  # one's own, once it was shown: test_canned.py
    Try("canned_change:1", NOBODY),
    Try("menu:0", NOBODY),  # where one is published: test_menu.py
    Try("adnew:menu:all:", ADMIN, "/menu"),
    Try("adnew:menu:text:", ADMIN, "/menu then adnew:menu:all:"),
    Try("adfield:menu:1:caption:1", NOBODY, "/menu"),  # there is no such item: test_menu.py
    Try("adset:menu:1:target:1", NOBODY, "/menu"),  # likewise
    Try("menunow", ADMIN, "/menu"),
    Try("menutry:0", ADMIN, "/menu then menunow"),
    Try("menupub:down", ADMIN, "/menu then menunow"),
    Try("menuundo:1", ADMIN, "/menu then menunow"),
    Try("ad:texts::1", ADMIN, "/text request"),
    Try("adrow:texts:en.bfe8d608:1", ADMIN, "/text looking after"),
    Try("adask:texts:en.bfe8d608:words", ADMIN, "/text looking after"),
    Try("addo:texts:en.bfe8d608:original", NOBODY, "/text looking after"),  # while it was not changed
    Try("adundo:texts:en.bfe8d608:1", ADMIN, "/text looking after"),
    Try("article:1", NOBODY),  # what was offered to oneself: test_offers.py
    Try("helped:{held}", NOBODY),
    Try("need_person:{held}", NOBODY),  # what was answered to oneself: test_presets.py
    Try("fill:1:1", NOBODY),  # what was asked of oneself: test_asked_to_say.py
    Try("fillskip:1", NOBODY),
    Try("mailing:1:2", ADMIN, _DRAFT),
    Try("mailing_to:1:language:en", ADMIN, f"{_DRAFT} then mailing:1:2"),
    Try("mailing_send:1", ADMIN, _DRAFT),
    Try("mailing_drop:1", ADMIN, _DRAFT),
    Try("mailing_stop:1", ADMIN, f"{_DRAFT} then mailing_send:1"),
    Try("mailing_off:0", NOBODY),  # under one that came: test_mailings.py
    Try("problem_make:{held}", STAFF, "/ticket {held}", on="thread:{held}:1"),
    Try("problem_on:1", ADMIN, _ON_TOPIC),
    Try("forward_for:1:1", NOBODY),  # without a forwarded message; with one: test_forwards.py
    Try("chat:1", ADMIN, "/groups"),
    Try("chat_allow:1:1", ADMIN, "/groups then chat:1"),
    Try("team_chat:1:team", ADMIN, "/groups then chat:1"),
    Try("chat_answers:1:1", ADMIN, "/groups then chat:1 then chat_allow:1:1"),
    Try("chat_mentions:1:off", ADMIN, "/groups then chat:1 then chat_allow:1:1"),
    Try("mention_take:1", NOBODY),  # of what is offered: groups/test_mentions.py
    Try("mention_drop:1", NOBODY),
    Try("chat_events:1:1", NOBODY),  # while the desk has no event; with one: groups/test_events.py
    Try("chat_event:1:1", NOBODY),  # while the desk has no event; with one: groups/test_events.py
    Try("chat_orgs:1:1", NOBODY),  # while organizations are off; with one: groups/test_organizations.py
    Try("chat_org:1:1", NOBODY),
    Try(
        "problem:1",
        ADMIN,
        f"{_ON_TOPIC} then problem_on:1 then problem_end:1",
    ),
    Try("problem_ask:words:1", NOBODY),  # of a draft or an open one that there is: test_known_problems.py
    Try("problem_publish:1", NOBODY),  # of a draft or an open one that there is: test_known_problems.py
    Try("problem_drop:1", NOBODY),
    Try(
        "problem_end:1",
        ADMIN,
        f"{_ON_TOPIC} then problem_on:1 then problem_publish:1",
    ),
    Try("problem_over:1", NOBODY),
    Try("follow:1", NOBODY),  # what oneself was told of: test_known_problems.py
    Try("unfollow:1", NOBODY),
    Try("not_problem:{held}", NOBODY),  # of one's own that is about one: test_known_problems.py
    Try("web_pick:1:AB23", NOBODY),  # who was asked: panel/test_sign_in.py
    Try("web_none:1", NOBODY),
    Try("lasting:1:yes", NOBODY),  # who asked from the panel: panel/test_lasting.py
    Try("web_end:1", NOBODY),  # of one's own session
    Try("web_endit:1", NOBODY),  # of a notice that one got: panel/test_second_factor.py
    Try("web_endall", ADMIN, "/panel"),
    Try("system_join:1:yes", NOBODY),  # who opened that link: api/test_joining.py
    Try("system_part:1", NOBODY),  # of one's own: api/test_joining.py
    Try("ad:events::1", TEAM, "/event"),
    Try("stats:9999:period:today", NOBODY),  # whose picture it is: test_stats.py
    Try("eventscmp", ADMIN, "/event"),
    Try("event:{held}:1", STAFF, "/ticket {held}"),
    Try("kb:1", EVERYBODY, "/kb plugs"),
    Try("kb_in:1:en", EVERYBODY, "/kb plugs"),
    Try("kb_found:1", EVERYBODY, "/kb plugs"),
    Try("kb_ask:1:title:en", TEAM, "/kb plugs then kb:1"),
    Try("kb_topics:1:1", TEAM, "/kb plugs then kb:1"),
    Try("kb_topic:1:1", ADMIN, "/kb plugs then kb:1 then kb_topics:1:1"),
    Try("kb_for:1:team:0", ADMIN, "/kb plugs then kb:1 then kb_topics:1:1"),
    Try("kb_propose:1", TEAM, "/kb plugs then kb:1"),
    Try("kb_publish:1:3", ADMIN, "/kb plugs then kb:1"),
    Try("kb_retire:1", ADMIN, "/kb plugs then kb:1"),
    Try("kb_list:draft:1", TEAM, "/kb"),
    Try("kb_new", TEAM, "/kb"),
    Try("kb_from:{closed}", STAFF, "/ticket {closed}"),
    Try("addo:events:1:restore", ADMIN, "/event remove olympiad"),
    Try("adrow:topics:1:1", ADMIN, "/categories"),
    Try("adnew:topics:topic:", ADMIN, "/categories"),
    Try("adfield:topics:1:priority:1", ADMIN, "/categories then adrow:topics:1:1"),
    Try("adset:topics:1:priority:2", ADMIN, "/categories then adrow:topics:1:1 then adfield:topics:1:priority:1"),
    Try("addo:topics:1:remove", ADMIN, "/categories then adrow:topics:1:1 then adrow:topics:1:2"),
    Try("treeoffer:use", NOBODY),
    Try("led:all:0:1", LEADERS, "/tickets"),
    Try("led_by:employee:1", LEADERS, "/tickets"),
    Try("org_own:3:end", DIRECTOR, "/organization"),
    Try("org_notice:3:daily:1", DIRECTOR, "/organization"),
    Try("org_leave:3", DIRECTOR, "/organization then org_own:3:end"),
    Try("org_members:1:1", DIRECTOR, "/organization"),
    Try("org_member:1:itself", DIRECTOR, _MEMBERS),
    Try("org_role:1:director", DIRECTOR, f"{_MEMBERS} then org_member:1:itself"),
    Try("org_confirm:4", DIRECTOR, f"{_MEMBERS} then org_member:4:itself"),
    Try("org_remove:1", DIRECTOR, f"{_MEMBERS} then org_member:1:itself then org_member:1:end"),
    Try("org_ask:1", DIRECTOR, _MEMBERS),
    Try("org_figures:1", DIRECTOR, "/organization"),
    Try("org_invite:1:user", DIRECTOR, f"{_MEMBERS} then org_ask:1"),
    Try("for_ask:{held}", TEAM, "/ticket {held}"),
    Try("for_page:{held}:1", TEAM, "/organization {held}"),
    Try("for_org:{held}:0", TEAM, "/organization {held}"),
    Try("for_outlets:{held}:1", STAFF, "/organization {held}"),
    Try("for_outlet:{held}:1", NOBODY),  # there is none: test_organization_of_request.py
    Try("register:start", EVERYBODY - TEAM, "/start"),
    Try("register_skip:1", NOBODY),
    Try("register_way:1:here", NOBODY),
    Try("applicant:1:yes", NOBODY),
    Try("paid:{held}:1:ask", NOBODY),  # payments are off; while they are on: test_payments_by_hand.py
    Try("topup:0:500", NOBODY),
    Try("bill:1:202611", NOBODY),  # of those who lead the organization: test_bills.py
    Try("appr:1:send:0", NOBODY),  # nothing waits; while something does: test_trainees.py
    Try("trainee:{olga}", NOBODY),  # on the screen of a trainee: test_trainees.py
    Try("mentor:{olga}:0", NOBODY),
    Try("promote:{olga}", NOBODY),
    Try("review:1", NOBODY),  # nothing was reviewed; while something was: panel/test_reviews.py
    Try("news:taken:0", EVERYBODY, "/notifications then ownnews"),  # staff get there by a button
]
