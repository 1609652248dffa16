"""What has just happened, in words: what it was, then who did it."""

from datetime import datetime

from db.models import Origin
from desk import history
from desk.queries.panel.just_now import SAID, Happening
from web.rendering import Words


def said(words: Words, one: Happening) -> str:
    """ "solved · Pavel (the board)", "new · Mira"."""
    door = words.say("history-door", origin=one.origin.value)
    who = one.who or door
    if one.who and one.origin is Origin.TODOIST:
        who = words.say("history-who", name=one.who, door=door)
    return f"{_what(words, one)} · {who}"


def _what(words: Words, one: Happening) -> str:
    new = one.new or ""
    if one.is_escalation:
        return words.say("page-just-escalated")
    if one.field == SAID:
        return words.say("page-just-said", kind=new)
    if one.field == history.STATUS:
        return words.say("status-staff", status=new)
    if one.field == history.ASSIGNEE:
        return _holder(words, one)
    if one.field == history.PRIORITY and new.isdecimal():
        return words.say("page-just-priority", priority=words.say("priority-name", priority=int(new)))
    if one.field == history.RATING and new.isdecimal():
        return words.say("page-just-rated", n=int(new))
    if one.field == history.PROMISED:
        until = words.moment(datetime.fromisoformat(new)) if new else ""
        return words.say("page-just-promised", at=until) if until else words.say("page-just-unpromised")
    return words.say("page-just-filed")


def _holder(words: Words, one: Happening) -> str:
    """Of whoever took it, no more is said than that."""
    if one.new is None and one.old is not None:
        return words.say("page-just-released")
    name = one.new or words.say("history-on-board")
    return words.say("status-staff", status="assigned") if name == one.who else words.say("page-just-held", name=name)
