"""Jobs that are done in the panel alone: the command of each only says so, with a link to the page. Pure.

`docs/decisions/0156-each-job-has-one-home.md` says why each of them is there.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from db.models import Person
from desk.policy.permissions import Grant, has_grant


class Home(NamedTuple):
    """A page of the panel and the right that it asks for, None: all staff; `heard`: the whole lines that ask for it, of
    a command; `presses`, `views`, `questions`: the buttons, views and questions, by the kinds of their slots, that
    earlier versions had for it; `noun`: the administered noun whose buttons were of those of all nouns."""

    page: str
    grant: Grant | None
    heard: str = ""
    presses: str = ""
    views: str = ""
    questions: str = ""
    noun: str = ""

    def may(self, member: Person) -> bool:
        """Return True if the rights of a member of the team suffice."""
        return self.grant is None or has_grant(member, self.grant)


HOMES: Mapping[str, Home] = MappingProxyType(
    {
        "audit": Home("/audit", Grant.AUDIT, "audit|audit log|журнал|журнал изменений", "audit", "audit"),
        "systems": Home(
            "/systems",
            Grant.INTEGRATIONS,
            "integrations|tokens|api tokens|системы|интеграции|токены",
            "systems system system_ask system_may system_until system_rate system_new system_off system_on",
            "systems system_ask",
            "systemask",
        ),
        "webhooks": Home(
            "/systems",
            Grant.INTEGRATIONS,
            "webhooks|вебхуки",
            "webhooks webhook webhook_on webhook_again webhook_secret webhook_remove",
            "webhooks",
        ),
        "export": Home("/reports/exports", Grant.EXPORT, "export|exports|выгрузка|выгрузки", "export"),
        "rules": Home(
            "/rules",
            Grant.RULES,
            "rules|automation|правила",
            "rules rule rule_switch rule_up rules_ready",
            "rules rule",
            noun="rules",
        ),
        "preset": Home(
            "/answers/presets",
            Grant.PUBLISH,
            "automatic answers|автоответы|автоматические ответы",
            "presets preset preset_ask preset_topics preset_topic preset_retire preset_check preset_publish",
            "presets preset preset_ask preset_checked",
            "presetask",
            "presets",
        ),
        "charts": Home("/reports", None, presses="statsat statsdays", questions="statsperiod"),
        "versions": Home(
            "/answers",
            None,
            presses="kb_versions kb_version kb_take kb_gaps",
            views="article_versions article_gaps",
        ),
        "files": Home("/topics/import", Grant.TOPICS, presses="treefile"),
        "grants": Home("/people", Grant.TEAM, presses="grants grant grantsback"),
        "weeks": Home("/shifts", Grant.TEAM, presses="shiftcopy", views="shift_ask", questions="shift"),
    }
)
"""By the command or, of screens that had none, by a word; `home-of-<name>` says what it is."""
BY_COMMAND = {name: home for name, home in HOMES.items() if home.heard}
BY_PRESS = {prefix: name for name, home in HOMES.items() for prefix in home.presses.split()}
BY_NOUN = {home.noun: name for name, home in HOMES.items() if home.noun}
BY_QUESTION = {kind: name for name, home in HOMES.items() for kind in home.questions.split()}
BY_VIEW = {view: name for name, home in HOMES.items() for view in home.views.split()}
