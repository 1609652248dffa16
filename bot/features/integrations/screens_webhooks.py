"""`/webhooks`: the webhooks with their state, and one of them with its last deliveries."""

from bot.features.integrations import buttons_webhooks as data
from bot.features.integrations.buttons_webhooks import WebhookScreen
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from db.models import Job, JobState, Origin
from desk import Desk, Refused
from desk.i18n import formats
from desk.outbox import Show
from desk.text import RichText
from desk.webhooks import sending, subscriptions
from desk.webhooks.subscriptions import SubscriptionInfo

_A_PAGE = 6
_HOURS = (1, 24, 168)
_WHY_UNITS = 80


async def render_webhooks(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of webhooks, or the one that `letter.find` names by id and screen. Return None if the desk has
    no web panel."""
    if reader.settings.web.url is None:
        return None
    desk = Desk(reader.session, Origin.TELEGRAM, reader.person, now=reader.now, rules=reader.settings)
    if not letter.find:
        return _list(reader, await subscriptions.list_subscriptions(desk), letter.page)
    key, _, screen = letter.find.partition(".")
    try:
        one = await subscriptions.load_subscription(desk, int(key))
    except Refused:
        return None
    jobs = await sending.list_latest_jobs(reader.session, one.id)
    return _one(reader, one, jobs, WebhookScreen(screen))


def _list(reader: Reader, known: list[SubscriptionInfo], page: int) -> Rendered:
    listed = cut_shown_page(reader, known, page, _A_PAGE, lambda to: data.WebhookPage(page=to))
    opening = [
        keyboards.make_button(
            reader.language, "btn-webhook", _to(one, WebhookScreen.ITSELF), system=one.system, id=one.id
        )
        for one in listed.shown
    ]
    head = reader.say_rich("webhooks-title" if known else "webhooks-none")
    words = compose.join_lines([head, *(_line(reader, one) for one in listed.shown), reader.say_rich("webhook-how")])
    return Rendered(words, (*keyboards.arrange_rows(opening, 2), *listed.turning))


def _line(reader: Reader, one: SubscriptionInfo) -> RichText:
    return compose.join_dotted([f"{one.id}", compose.make_bold(one.system), one.host, _state(reader, one)])


def _state(reader: Reader, one: SubscriptionInfo) -> str:
    if one.off_at is not None:
        return reader.say("webhook-is-off", why=one.off_why or "")
    if one.is_revoked:
        return reader.say("webhook-is-revoked")
    if one.is_paused:
        return reader.say("webhook-is-paused")
    if one.failing_since is not None:
        return reader.say("webhook-fails", ago=reader.format_ago(one.failing_since))
    return reader.say("webhook-goes")


def _one(reader: Reader, one: SubscriptionInfo, jobs: list[Job], screen: WebhookScreen) -> Rendered:
    words = compose.join_lines(
        [
            _line(reader, one),
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
    at = formats.format_moment(reader.language, job.created_at, reader.settings.timezone, reader.now)
    why = compose.clip_text(RichText(job.error or ""), _WHY_UNITS)
    return compose.join_dotted([at, reader.say("webhook-sent", state=state), why])


def _buttons(reader: Reader, one: SubscriptionInfo, screen: WebhookScreen) -> tuple[Row, ...]:
    button, language = keyboards.make_button, reader.language
    back = button(language, "btn-webhook-back", _to(one, WebhookScreen.ITSELF))
    if screen is WebhookScreen.SECRET:
        sure = data.WebhookSecret(webhook=one.id, was=one.mark)
        return ((button(language, "btn-webhook-secret-sure", sure),), (back,))
    if screen is WebhookScreen.REMOVE:
        return ((button(language, "btn-webhook-remove-sure", data.WebhookRemove(webhook=one.id)),), (back,))
    on = int(one.off_at is not None)
    buttons: list[RenderedButton] = [
        button(language, "btn-webhook-switch", data.WebhookSwitch(webhook=one.id, on=on), on=on),
        *(
            button(language, "btn-webhook-again", data.WebhookAgain(webhook=one.id, hours=hours), n=hours)
            for hours in _HOURS
        ),
        button(language, "btn-webhook-secret", _to(one, WebhookScreen.SECRET)),
        button(language, "btn-webhook-remove", _to(one, WebhookScreen.REMOVE)),
        button(language, "btn-webhooks", data.WebhookPage(page=1)),
    ]
    return keyboards.arrange_rows(buttons, 2)


def _to(one: SubscriptionInfo, screen: WebhookScreen) -> data.WebhookShown:
    return data.WebhookShown(webhook=one.id, screen=screen)
