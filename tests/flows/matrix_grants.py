"""The matrix of permissions for the roles of the team: the grant that each kind of button needs. `matrix_presses.py`
has what is done before each press."""

from desk.policy.permissions import ANY_SETTING, Grant

Needed = Grant | frozenset[Grant] | None

_PREFIXES: dict[Needed, str] = {
    None: """share unshare
        send cancel add subject solved rate rate_agent open thread history mail earlier alike account away more nowait
        to list mine attention all allby allset found queue hear ownnews write begun ideashown
        ideavote plan plans link lang menu helped article need_person fill fillskip follow
        unfollow not_problem web_pick web_none lasting web_end web_endit system_join system_part stats
        kb kb_in kb_found kb_ask kb_topics kb_propose kb_list kb_new
        steps led led_by org_own org_notice org_leave org_members org_member org_role org_confirm org_remove
        org_ask bill org_figures org_invite for_ask for_page for_outlets register register_skip register_way topup
        review news
        mailing_off help state web_endall problem kb_from takencards phoneway
        mydata forgetask forget forgetnot consent""",
    Grant.WORK: """claim pending progress hold resolve escalate deescalate ring reopen release hand give prio cause gone
        still time field draft canwait asks ask join leave also_to canned reply_with similar similar_use similar_article
        canned_send canned_alone canned_change steps_use step event problem_make forward_for cat for_org for_outlet
        focus focus_off canned_solve mention_take mention_drop whosemail whose sendon copies
        own_all own_off own_include own_yes own_not own_join""",
    Grant.NOTES: "sumup",
    Grant.BLOCK: "block blockall unblock",
    Grant.PRICES: "paid",
    Grant.TEAM: """admit dismiss staff person paway role giverole moves move psessions
        unlink trainee mentor promote shifts shiftclear topics topic""",
    Grant.OPERATIONS: "retry mailopen maildrop mailpage held evict brake",
    Grant.SETTINGS_BOARD: "disconnect",
    Grant.MASKED: "masked",
    Grant.PRIVACY: "erase erasewhom erasenot",
    Grant.SETTINGS_LIMITS: "setto setpre setundo settype exempt",
    Grant.SETTINGS_PROMISES: "targets",
    ANY_SETTING: "set setup setupstep setuphours setuplink testremove",
    Grant.PUBLISH: """ad adrow adfield adask adset adnew addo adundo
        menunow menutry menupub menuundo kb_topic kb_for kb_publish kb_retire""",
    Grant.MAILINGS: """mailing mailing_to mailing_send mailing_drop mailing_stop problem_on problem_ask
        problem_publish problem_drop problem_end problem_over""",
    Grant.SETTINGS_REQUESTS: """chat chat_allow chat_answers chat_event chat_events chat_mentions chat_org chat_orgs
        team_chat""",
    Grant.FIGURES: "eventscmp",
    Grant.TOPICS: "treeoffer",
    Grant.ORGANIZATIONS: "applicant",
    Grant.APPROVE: "appr",
}
GRANT_OF_PRESS: dict[str, Needed] = {
    prefix: needed for needed, prefixes in _PREFIXES.items() for prefix in prefixes.split()
}
"""By the prefix of a button's data."""
GRANT_OF_ONE: dict[str, Needed] = {
    "ad:replies::1": None,
    "ad:events::1": None,
    "adrow:replies:1:1": None,
    "adnew:replies:own:": None,
    **dict.fromkeys(
        (
            "adrow:topics:1:1",
            "adnew:topics:topic:",
            "adfield:topics:1:priority:1",
            "adset:topics:1:priority:2",
            "addo:topics:1:remove",
            "addo:events:1:restore",
        ),
        Grant.TOPICS,
    ),
    "set:more_limits:1": Grant.SETTINGS_LIMITS,
    **dict.fromkeys(("for_ask:{held}", "for_page:{held}:1", "for_outlets:{held}:1"), Grant.WORK),
}
"""Of single buttons that need another one."""


def get_needed(does: str) -> Needed:
    """Return the grant that a press needs, by the row of the matrix."""
    return GRANT_OF_ONE.get(does, GRANT_OF_PRESS[does.partition(":")[0]])
