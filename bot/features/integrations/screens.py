"""`/systems`: the integrations, one of them with its scopes, and the questions for what is typed."""

from bot.feature import Command, Feature, Turning, ViewSpec
from bot.features.integrations import buttons as data
from bot.features.integrations import handlers as handlers_systems
from bot.features.integrations import handlers_sign_in, handlers_webhooks
from bot.features.integrations.buttons import IntegrationScreen, WebhookScreen
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from db.models import Job, JobState, Origin
from desk import Desk, Refused
from desk.inbound.prompt_replies import Prompt
from desk.integrations import integrations, scopes
from desk.integrations.integrations import IntegrationInfo
from desk.integrations.scopes import Scope
from desk.outbox import Show
from desk.policy.permissions import Grant
from desk.text import RichText
from desk.webhooks import sending, subscriptions
from desk.webhooks.subscriptions import SubscriptionInfo

_WEBHOOKS_A_PAGE = 6
_HOURS = (1, 24, 168)
_WHY_UNITS = 80


async def _render_webhooks(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of webhooks, or the one that `letter.find` names by id and screen. Return None if the desk has
    no web panel."""
    if reader.settings.web.url is None:
        return None
    desk = Desk(reader.session, Origin.TELEGRAM, reader.person, now=reader.now, rules=reader.settings)
    if not letter.find:
        return _render_webhooks_page(reader, await subscriptions.list_subscriptions(desk), letter.page)
    key, _, screen = letter.find.partition(".")
    try:
        one = await subscriptions.load_subscription(desk, int(key))
    except Refused:
        return None
    jobs = await sending.list_latest_jobs(reader.session, one.id)
    return _render_webhook(reader, one, jobs, WebhookScreen(screen))


def _render_webhooks_page(reader: Reader, known: list[SubscriptionInfo], page: int) -> Rendered:
    listed = cut_shown_page(reader, known, page, _WEBHOOKS_A_PAGE, lambda to: data.WebhookPage(page=to))
    opening = [
        reader.make_button("btn-webhook", _show_webhook(one, WebhookScreen.ITSELF), system=one.system, id=one.id)
        for one in listed.shown
    ]
    head = reader.say_rich("webhooks-title" if known else "webhooks-none")
    words = compose.join_lines(
        [head, *(_webhook_line(reader, one) for one in listed.shown), reader.say_rich("webhook-how")]
    )
    return Rendered(words, (*keyboards.arrange_rows(opening, 2), *listed.turning))


def _webhook_line(reader: Reader, one: SubscriptionInfo) -> RichText:
    return compose.join_dotted([f"{one.id}", compose.make_bold(one.system), one.host, _word_webhook_state(reader, one)])


def _word_webhook_state(reader: Reader, one: SubscriptionInfo) -> str:
    if one.off_at is not None:
        return reader.say("webhook-is-off", why=one.off_why or "")
    if one.is_revoked:
        return reader.say("webhook-is-revoked")
    if one.is_paused:
        return reader.say("webhook-is-paused")
    if one.failing_since is not None:
        return reader.say("webhook-fails", ago=reader.format_ago(one.failing_since))
    return reader.say("webhook-goes")


def _render_webhook(reader: Reader, one: SubscriptionInfo, jobs: list[Job], screen: WebhookScreen) -> Rendered:
    words = compose.join_lines(
        [
            _webhook_line(reader, one),
            reader.say_rich("webhook-kinds", kinds=", ".join(one.kinds)) if one.kinds else "",
            *(_delivery_line(reader, job) for job in jobs),
            reader.say_rich("webhook-secret-sure") if screen is WebhookScreen.SECRET else "",
            reader.say_rich("webhook-remove-sure") if screen is WebhookScreen.REMOVE else "",
        ]
    )
    return Rendered(words, _buttons(reader, one, screen))


def _delivery_line(reader: Reader, job: Job) -> RichText:
    """Return one delivery as a line: when, its state, and its error."""
    state = "waiting" if job.state is JobState.WAITING else "sent" if job.state is JobState.DONE else "buried"
    at = reader.format_moment(job.created_at)
    why = compose.clip_text(RichText(job.error or ""), _WHY_UNITS)
    return compose.join_dotted([at, reader.say("webhook-sent", state=state), why])


def _buttons(reader: Reader, one: SubscriptionInfo, screen: WebhookScreen) -> tuple[Row, ...]:
    button = reader.make_button
    back = button("btn-webhook-back", _show_webhook(one, WebhookScreen.ITSELF))
    if screen is WebhookScreen.SECRET:
        sure = data.WebhookSecret(webhook=one.id, was=one.mark)
        return ((button("btn-webhook-secret-sure", sure),), (back,))
    if screen is WebhookScreen.REMOVE:
        return ((button("btn-webhook-remove-sure", data.WebhookRemove(webhook=one.id)),), (back,))
    on = int(one.off_at is not None)
    buttons: list[RenderedButton] = [
        button("btn-webhook-switch", data.WebhookSwitch(webhook=one.id, on=on), on=on),
        *(button("btn-webhook-again", data.WebhookAgain(webhook=one.id, hours=hours), n=hours) for hours in _HOURS),
        button("btn-webhook-secret", _show_webhook(one, WebhookScreen.SECRET)),
        button("btn-webhook-remove", _show_webhook(one, WebhookScreen.REMOVE)),
        button("btn-webhooks", data.WebhookPage(page=1)),
    ]
    return keyboards.arrange_rows(buttons, 2)


def _show_webhook(one: SubscriptionInfo, screen: WebhookScreen) -> data.WebhookShown:
    return data.WebhookShown(webhook=one.id, screen=screen)


_A_PAGE = 5
_DAYS = (30, 90, 365, 0)


async def _render_integrations(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of integrations, or the one that `letter.find` names by id and screen. Return None if the desk
    has no web panel."""
    if reader.settings.web.url is None:
        return None
    desk = Desk(reader.session, Origin.TELEGRAM, reader.person, now=reader.now, rules=reader.settings)
    if letter.find:
        key, _, screen = letter.find.partition(".")
        try:
            return _one(reader, await integrations.load_integration(desk, int(key)), IntegrationScreen(screen))
        except Refused:
            return None
    return _list(reader, await integrations.list_integrations(desk), letter.page)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for the name of a new integration (`systemask:0`), or for the allowed pages of one."""
    key = int(letter.key)
    return Rendered(reader.say_rich("system-ask-pages" if key else "system-ask-name", most=integrations.MOST_PAGES))


def _list(reader: Reader, known: list[IntegrationInfo], page: int) -> Rendered:
    listed = cut_shown_page(reader, known, page, _A_PAGE, lambda to: data.IntegrationPage(page=to))
    opening = [
        reader.make_button("btn-system", _to(one, IntegrationScreen.ITSELF), name=one.name) for one in listed.shown
    ]
    new = reader.make_main_button("btn-system-make", data.IntegrationAsk(system=0))
    none = reader.say_rich("systems-none", url=reader.settings.web.url or "")
    head = reader.say_rich("systems-title") if known else none
    words = compose.join_lines([head, *(_line(reader, one) for one in listed.shown)])
    return Rendered(words, (*keyboards.arrange_rows(opening, 2), *listed.turning, (new,)))


def _line(reader: Reader, one: IntegrationInfo) -> RichText:
    return compose.join_dotted([compose.make_bold(one.name), _state(reader, one), _last_use(reader, one)])


def _state(reader: Reader, one: IntegrationInfo) -> str:
    if one.revoked_at is not None:
        return reader.say("system-revoked")
    if one.expires_at is None:
        return ""
    at = reader.format_moment(one.expires_at)
    return reader.say("system-over" if one.is_over(reader.now) else "system-until", at=at)


def _last_use(reader: Reader, one: IntegrationInfo) -> str:
    return (
        reader.say("system-used", ago=reader.format_ago(one.last_used_at))
        if one.last_used_at
        else reader.say("system-unused")
    )


def _one(reader: Reader, one: IntegrationInfo, screen: IntegrationScreen) -> Rendered:
    words = compose.join_lines(
        [
            _line(reader, one),
            reader.say_rich("system-token-ends", hint=one.hint, rate=one.per_minute),
            reader.say_rich("system-may", scopes=_scope_names(reader, one)),
            reader.say_rich("system-pages", pages=" ".join(one.cors)) if one.cors else "",
            reader.say_rich("system-rotate-sure") if screen is IntegrationScreen.ROTATE else "",
            reader.say_rich("system-expiry-default") if screen is IntegrationScreen.EXPIRY else "",
            reader.say_rich("system-internal-warning") if screen is IntegrationScreen.INTERNAL else "",
        ]
    )
    return Rendered(words, _SCREENS[screen](reader, one))


def _scope_names(reader: Reader, one: IntegrationInfo) -> str:
    said = [reader.say("scope-name", scope=word.value.replace(":", "-")) for word in Scope if word in one.scopes]
    return ", ".join(said) or reader.say("system-may-nothing")


def _itself(reader: Reader, one: IntegrationInfo) -> tuple[Row, ...]:
    button = reader.make_button
    all_of_them = button("btn-systems", data.IntegrationPage(page=1))
    if one.revoked_at is not None:
        again = button("btn-system-restore", data.IntegrationRestore(system=one.id))
        return ((again, button("btn-system-rotate", _to(one, IntegrationScreen.ROTATE))), (all_of_them,))
    buttons = [
        button("btn-system-scopes", _to(one, IntegrationScreen.SCOPES)),
        button("btn-system-expiry", _to(one, IntegrationScreen.EXPIRY)),
        button("btn-system-rate", data.IntegrationLimit(system=one.id, was=one.per_minute), rate=one.per_minute),
        button("btn-system-pages", data.IntegrationAsk(system=one.id)),
        button("btn-system-rotate", _to(one, IntegrationScreen.ROTATE)),
        button("btn-system-revoke", data.IntegrationRevoke(system=one.id)),
        all_of_them,
    ]
    return keyboards.arrange_rows(buttons, 2)


def _own(reader: Reader, one: IntegrationInfo) -> tuple[Row, ...]:
    further = reader.make_button("btn-system-internal", _to(one, IntegrationScreen.INTERNAL))
    switches = [_switch(reader, one, word) for word in scopes.OWN]
    return keyboards.arrange_rows([*switches, further, _back(reader, one)], 1)


def _internal(reader: Reader, one: IntegrationInfo) -> tuple[Row, ...]:
    switches = [_switch(reader, one, word) for word in scopes.INTERNAL]
    return (*keyboards.arrange_rows(switches, 2), (_back(reader, one),))


def _switch(reader: Reader, one: IntegrationInfo, word: Scope) -> RenderedButton:
    on = word in one.scopes
    may = data.IntegrationGrant.OFF if on else data.IntegrationGrant.ON
    press = data.IntegrationScope(system=one.id, scope=word.value.replace(":", "_"), may=may)
    key = word.value.replace(":", "-")
    return reader.make_button("btn-system-scope", press, on=int(on), scope=key, word=word.value)


def _expiry(reader: Reader, one: IntegrationInfo) -> tuple[Row, ...]:
    choices = [
        reader.make_button("btn-system-days", data.IntegrationExpiry(system=one.id, days=days), n=days)
        for days in _DAYS
    ]
    return (*keyboards.arrange_rows(choices, 2), (_back(reader, one),))


def _rotation(reader: Reader, one: IntegrationInfo) -> tuple[Row, ...]:
    sure = reader.make_button("btn-system-rotate-sure", data.IntegrationRotate(system=one.id, was=one.hint))
    return ((sure,), (_back(reader, one),))


def _back(reader: Reader, one: IntegrationInfo) -> RenderedButton:
    return reader.make_button("btn-system-back", _to(one, IntegrationScreen.ITSELF))


def _to(one: IntegrationInfo, screen: IntegrationScreen) -> data.IntegrationShown:
    return data.IntegrationShown(system=one.id, screen=screen)


_SCREENS = {
    IntegrationScreen.ITSELF: _itself,
    IntegrationScreen.SCOPES: _own,
    IntegrationScreen.INTERNAL: _internal,
    IntegrationScreen.EXPIRY: _expiry,
    IntegrationScreen.ROTATE: _rotation,
}


FEATURE = Feature(
    name="integrations",
    routers=(
        handlers_sign_in.make_sign_in_links_router,
        handlers_systems.make_router,
        handlers_webhooks.make_webhooks_router,
    ),
    views={
        "systems": ViewSpec(_render_integrations, grant=Grant.INTEGRATIONS),
        "system_ask": ViewSpec(render_question, grant=Grant.INTEGRATIONS, asks=True),
        "webhooks": ViewSpec(_render_webhooks, grant=Grant.INTEGRATIONS),
    },
    turns=(
        Turning(data.IntegrationPage, "systems", check=lambda desk, *_: handlers_systems.require_grant_and_panel(desk)),
        Turning(data.WebhookPage, "webhooks", check=lambda desk, *_: handlers_systems.require_grant_and_panel(desk)),
    ),
    commands=(
        Command("systems", grant=Grant.INTEGRATIONS),
        Command("webhooks", grant=Grant.INTEGRATIONS),
        Command("unlink", grave=True),
    ),
    prompts={"systemask": Prompt(handlers_systems.set_integration)},
)
