"""Examines the bot at Telegram: token, who else receives its updates, the staff group, this machine's clock.

Bot API, getMe, getWebhookInfo, getUpdates, getChatMember, read 2026-11. `getUpdates` without an offset
confirms nothing; it is asked only while no bot of this desk polls, which it would disturb.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot.settings import BotSettings
from db.documents import find_document
from db.settings import SANDBOX
from doctor.database import DatabaseFacts
from doctor.findings import Finding, Findings, make_ok, make_warning, make_wrong
from ops import clock

_ABOUT, _GROUP, _GROUPS, _CLOCK = "Telegram", "staff group", "groups", "clock"
_SKEW_SECONDS = 30.0
_SILENT_BOT = find_document("docs/how-to/operators/troubleshooting.md")
_HUNG = "`python -m ops.health PORT --end-hung` as the container's check, or WatchdogSec in systemd,"
_UNAUTHORIZED, _FORBIDDEN, _CONFLICT = 401, 403, 409


async def examine_telegram(settings: BotSettings, client: httpx.AsyncClient, facts: DatabaseFacts | None) -> Findings:
    """Ask Telegram about the bot."""
    telegram = _Telegram(settings, client)
    try:
        me, date = await telegram.call("getMe")
        if not me.get("ok"):
            return [_explain_refusal(me)]
        found = [make_ok(_ABOUT, f"the bot is @{me['result'].get('username', '')}"), _examine_clock(date)]
        found += await _examine_receivers(telegram, facts=facts)
        if settings.staff_chat_id is not None:
            found += await _examine_staff_group(telegram, settings.staff_chat_id, me["result"])
            if facts is not None and facts.topics:
                found += await _examine_topics(telegram, settings.staff_chat_id, me["result"]["id"])
        if facts is not None and facts.own_topics and not me["result"].get("has_topics_enabled"):
            message = "the setting request_topics asks for topics in private chats, which the bot has not"
            found.append(make_warning(_ABOUT, message, "BotFather → the bot → switch Threaded Mode on"))
        groups = facts.groups if facts is not None else ()
        return [*found, *await _examine_intake_groups(telegram, groups, me["result"])]
    except (httpx.HTTPError, ValueError) as error:
        message = f"{settings.telegram_api_url} is out of reach ({type(error).__name__})"
        return [make_wrong(_ABOUT, message, "let this machine reach it, or correct TELEGRAM_API_URL")]


class _Telegram:
    """Calls of the Bot API; an error of the API is an answer too."""

    def __init__(self, settings: BotSettings, client: httpx.AsyncClient) -> None:
        self._url = f"{settings.telegram_api_url}/bot{settings.bot_token.get_secret_value()}"
        self._client = client

    async def call(self, method: str, **given: Any) -> tuple[dict[str, Any], str | None]:
        """Return the answer and the time Telegram gave it."""
        response = await self._client.post(f"{self._url}/{method}", json=given)
        answer = response.json()
        return (answer if isinstance(answer, dict) else {}), response.headers.get("Date")


def _say_length(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    return f"{seconds // 60} min {seconds % 60} s"


def _explain_refusal(answer: dict[str, Any]) -> Finding:
    if answer.get("error_code") == _UNAUTHORIZED:
        return make_wrong(_ABOUT, "the token is refused", "copy the token from BotFather into BOT_TOKEN")
    return make_wrong(_ABOUT, f"Telegram answers {answer.get('error_code')} to getMe", "try again in a minute")


def _examine_clock(date: str | None) -> Finding:
    """Compare the clocks: with a wrong one, due times and signatures of webhooks are wrong."""
    if date is None:
        return make_ok(_CLOCK, "Telegram gave no time to compare with")
    skew = (clock.choose_clock(os.environ)() - parsedate_to_datetime(date)).total_seconds()
    if abs(skew) <= _SKEW_SECONDS:
        return make_ok(_CLOCK, "this machine's clock is right")
    which = "ahead of" if skew > 0 else "behind"
    if clock.FILE in os.environ and os.environ.get(SANDBOX):  # a visitor of the demo has let time pass
        return make_ok(_CLOCK, f"the demo's own clock is {abs(skew):.0f} seconds ahead, as its page wants it")
    message = f"this machine's clock is {abs(skew):.0f} seconds {which} Telegram's"
    return make_wrong(_CLOCK, message, "timedatectl set-ntp true")


async def _examine_receivers(telegram: _Telegram, *, facts: DatabaseFacts | None) -> Findings:
    hook, _ = await telegram.call("getWebhookInfo")
    if url := hook.get("result", {}).get("url"):
        host = httpx.URL(url).host
        message = f"a webhook at {host} receives what people write to this bot"
        return [make_wrong(_ABOUT, message, "stop that program; the bot removes the webhook when it starts")]
    if facts is not None and facts.hangs:
        message = f"the bot hangs: its process has done nothing for {_say_length(facts.silent_for)}"
        return [make_wrong(_ABOUT, message, f"restart it; {_HUNG} ends one that hangs")]
    if facts is not None and facts.polls and facts.unanswered_since:
        since = datetime.fromisoformat(facts.unanswered_since)
        message = f"Telegram has not answered the bot since {since:%Y-%m-%d %H:%M} UTC"
        return [make_wrong(_ABOUT, message, f"see {_SILENT_BOT}; its log names the error")]
    if facts is not None and facts.polls:
        return [make_ok(_ABOUT, "a bot of this help desk receives what people write")]
    answer, _ = await telegram.call("getUpdates", timeout=0, limit=1)
    if answer.get("error_code") == _CONFLICT:
        message = "another program polls with this token and receives what people write"
        return [make_wrong(_ABOUT, message, "stop it, or take a new token from BotFather: /revoke")]
    if facts is not None and facts.others:
        message = (
            "the bot does not run or hangs, while other processes of this help desk run: nobody hears what people write"
        )
        return [make_wrong(_ABOUT, message, f"start it again; {_HUNG} ends one that hangs")]
    return [make_ok(_ABOUT, "no other program receives what people write")]


async def _examine_staff_group(telegram: _Telegram, chat: int, me: dict[str, Any]) -> Findings:
    """Look at the bot's rights in the staff group, and whether it hears what staff answer to each other there."""
    member, _ = await telegram.call("getChatMember", chat_id=chat, user_id=me["id"])
    found = [_examine_member(member)]
    is_admin = member.get("result", {}).get("status") in ("administrator", "creator")
    if member.get("ok") and not is_admin and not me.get("can_read_all_group_messages"):
        message = "privacy mode is on: the bot sees replies to its messages there, not replies to colleagues"
        advice = "make the bot an admin of that group; or BotFather → /setprivacy → Disable, then add it again"
        found.append(make_warning(_GROUP, message, advice))
    return found


_TOPIC_RIGHTS = {
    "can_manage_topics": "“Manage topics”: without it no request gets a topic",
    "can_delete_messages": "“Delete messages”: without it topics of erased requests stay",
    "can_pin_messages": "“Pin messages”: without it the queue is not pinned",
}


async def _examine_topics(telegram: _Telegram, chat: int, bot_id: int) -> Findings:
    """Look at what topics for requests need: a forum, and the bot's rights there."""
    about, _ = await telegram.call("getChat", chat_id=chat)
    if about.get("ok") and not about.get("result", {}).get("is_forum"):
        message = "the setting group_tickets asks for topics, which the group has not"
        return [make_warning(_GROUP, message, "switch topics on in the group, or take “a topic each” off in /settings")]
    member, _ = await telegram.call("getChatMember", chat_id=chat, user_id=bot_id)
    has = member.get("result", {})
    missing = [words for right, words in _TOPIC_RIGHTS.items() if not has.get(right) and has.get("status") != "creator"]
    advice = "in the group: Administrators → the bot → switch it on"
    return [make_warning(_GROUP, f"the bot lacks the right {words}", advice) for words in missing]


async def _examine_intake_groups(telegram: _Telegram, groups: Sequence[int], me: dict[str, Any]) -> Findings:
    """Look at the groups whose messages may become requests: the bot's rights there, and what it sees."""
    found = [await _examine_intake_group(telegram, chat, me["id"]) for chat in groups]
    if groups and not me.get("can_read_all_group_messages"):
        message = "privacy mode is on: in groups the bot sees only messages that name it, and replies to its own"
        advice = "if it is to see all: BotFather → /setprivacy → Disable, then add the bot to the groups again"
        found.append(make_warning(_GROUPS, message, advice))
    return found


async def _examine_intake_group(telegram: _Telegram, chat: int, bot_id: int) -> Finding:
    member, _ = await telegram.call("getChatMember", chat_id=chat, user_id=bot_id)
    one = _examine_member(member)
    advice = one.advice.replace(", or correct STAFF_CHAT_ID", "").replace("STAFF_CHAT_ID=", "the bot follows it to ")
    return replace(one, about=_GROUPS, message=f"{chat}: {one.message}", advice=advice)


def _examine_member(member: dict[str, Any]) -> Finding:
    if moved := member.get("parameters", {}).get("migrate_to_chat_id"):
        return make_wrong(_GROUP, "the group has become a supergroup", f"STAFF_CHAT_ID={moved}")
    standing = member.get("result", {})
    if member.get("error_code") == _FORBIDDEN or standing.get("status") in ("left", "kicked"):
        return make_wrong(_GROUP, "the bot is not in the group", "add it there again")
    if not member.get("ok"):
        return make_wrong(_GROUP, "the bot does not know this group", "add the bot to it, or correct STAFF_CHAT_ID")
    if standing.get("status") == "restricted" and not standing.get("can_send_messages"):
        return make_wrong(_GROUP, "the bot may not write in the group", "allow it to send messages there")
    return make_ok(_GROUP, "the bot may write there")
