"""How requests begin and end, which notifications requesters get, surveys, consent and erasure."""

from dataclasses import dataclass
from datetime import timedelta

from desk.settings.declaring import SettingGroup, declare
from desk.settings.kinds import Length, Number, Switch, Unit


@dataclass(frozen=True, slots=True)
class RequestRules:
    """How requests begin and end.

    A draft is filed after `intake_quiet` without a message. A question to a requester expires after `question`.
    A resolved ticket closes after `auto_close` without an answer, a pending one is resolved (zero: never). It can be
    reopened within `reopen`. `ask_missing`: the desk asks for what or where if a request names neither;
    `topic_questions` are the ids of topics with questions, `asks_fields`: declared fields have some. `write_first`: the
    team may begin requests. `forwards`: what agents forward becomes a request of its author. `ideas`: suggestions are
    taken. `topics`: each request has a topic in its requester's own chat, if that has topics.
    """

    intake_quiet: timedelta = declare(
        "intake_quiet_seconds",
        timedelta(seconds=10),
        Length(Unit.SECONDS, (5, 10, 20, 60)),
        SettingGroup.REQUESTS,
        pin=True,
    )
    question: timedelta = timedelta(minutes=2)
    auto_close: timedelta = declare(
        "auto_close_hours",
        timedelta(hours=72),
        Length(Unit.HOURS, (24, 48, 72, 0), off=True),
        SettingGroup.REQUESTS,
        pin=True,
        basic=True,
    )
    reopen: timedelta = declare(
        "reopen_days",
        timedelta(days=14),
        Length(Unit.DAYS, (7, 14, 30, 0)),
        SettingGroup.REQUESTS,
        pin=True,
        basic=True,
    )
    ask_missing: bool = declare("ask_missing", False, Switch(), SettingGroup.REQUESTS, basic=True, place=8)
    forwards: bool = declare("forwards", False, Switch(), SettingGroup.REQUESTS, place=2)
    write_first: bool = declare("write_first", False, Switch(), SettingGroup.REQUESTS, place=2)
    ideas: bool = declare("ideas", False, Switch(), SettingGroup.REQUESTS, place=2)
    topics: bool = declare("request_topics", False, Switch(), SettingGroup.REQUESTS, place=2)
    topic_questions: frozenset[int] = frozenset()
    asks_fields: bool = False

    @property
    def asks(self) -> bool:
        """Return True if a requester may be asked to say more before a person answers."""
        return self.ask_missing or self.asks_fields or bool(self.topic_questions)


@dataclass(frozen=True, slots=True)
class NewsRules:
    """Which notifications a requester gets by default, one field for each `RequesterNotification`; `daily`: as one
    message a day. `agent_stars`: a survey asks for stars for the agent, too. `answer_way`: who registers is asked by
    which way they want answers."""

    taken: bool = True
    status: bool = True
    reminders: bool = True
    surveys: bool = True
    daily: bool = False
    agent_stars: bool = False
    answer_way: bool = False


@dataclass(frozen=True, slots=True)
class SurveyRules:
    """`reminder`: a survey without an answer is sent once more."""

    reminder: bool = declare("survey_reminder", False, Switch(), SettingGroup.REQUESTS, place=5)


@dataclass(frozen=True, slots=True)
class PrivacyRules:
    """`consent`: the version of the terms that a requester agrees to before their first request (0: none is asked for).
    `waiting`: how long what waits for that is kept; admins are told after half of it. `pause`: how long an erasure can
    be called off before it is carried out."""

    consent: int = declare(
        "consent", 0, Number((0, 1, 2), least=0, most=9999, off=True), SettingGroup.REQUESTS, place=4
    )
    waiting: timedelta = declare(
        "consent_days",
        timedelta(days=60),
        Length(Unit.DAYS, (14, 30, 60, 180), least=2, most=3650),
        SettingGroup.REQUESTS,
        place=4,
    )
    pause: timedelta = declare(
        "erase_days", timedelta(days=7), Length(Unit.DAYS, (0, 3, 7, 14, 30)), SettingGroup.REQUESTS, place=4
    )
