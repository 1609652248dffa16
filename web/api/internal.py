"""Operations in which internal systems read more than requests: figures, articles and settings. Read only."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request

from db.models import ArticleAudience, ArticleState
from desk import DeskSettings, Refused
from desk.admin_settings import registry
from desk.i18n import catalog
from desk.integrations.scopes import Scope
from desk.knowledge import article_lists, article_pages, article_search
from desk.metrics import METRICS, MetricGroup, periods
from desk.metrics.measuring import event_load, staffing
from desk.metrics.measuring.event_load import EventLoad, EventsAhead, ExpectedRequests
from desk.metrics.measuring.measure import measure
from desk.metrics.measuring.staffing import StaffingNeed
from desk.policy.visibility import Readers
from desk.settings.declaring import Setting
from desk.text import make_plain
from web.api.caller import Caller, get_caller, get_context
from web.api.operations import declare_operation
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas.desk_data import (
    ArticleFound,
    ArticleList,
    ArticleWhole,
    EventAheadSeen,
    ExpectedDay,
    ExpectedSeen,
    Figures,
    FigureSeen,
    ForecastSeen,
    SettingSeen,
    SettingsSeen,
    StaffingSeen,
)
from web.api.schemas.values import AnswerIn

_GROUPS = (MetricGroup.VOLUME, MetricGroup.SPEED, MetricGroup.PROMISES, MetricGroup.QUALITY)
_MOST = 20
_ArticleId = Annotated[int, Path(description="the id of the article", examples=[42])]


def make_router() -> APIRouter:
    """Return the routes of figures, articles and settings."""
    made = APIRouter(prefix="/v1", tags=["Help desk"], route_class=ApiRoute)
    add = made.add_api_route
    add("/figures", get_figures, methods=["GET"], **declare_operation(Scope.FIGURES))
    add("/articles", list_articles, methods=["GET"], **declare_operation(Scope.ARTICLES))
    add("/articles/{number}", get_article, methods=["GET"], **declare_operation(Scope.ARTICLES, may=(404,)))
    add("/settings", list_settings, methods=["GET"], **declare_operation(Scope.SETTINGS))
    return made


async def get_figures(
    request: Request,
    period: Annotated[
        str, Query(max_length=60, description="as /stats takes it: week, last month, 2026-10-01 2026-10-31")
    ] = "week",
) -> Figures:
    """Read the figures of a period: volume, speed, targets and quality, counted as in /stats."""
    caller = get_caller(request)
    try:
        asked = periods.parse_period(period, periods.get_today(caller.now, caller.rules.timezone))
    except (ValueError, Refused):
        raise ApiError(422, "period", "such as week, last month, 2026-10-01 2026-10-31") from None
    await get_context(request).counting.count_up_to_now(caller.rules, caller.now)
    keys = [key for key, one in METRICS.items() if one.group in _GROUPS]
    found = await measure(caller.session, keys, asked, settings=caller.rules, now=caller.now)
    items = [
        FigureSeen(
            key=key, means=catalog.say("en", f"figure-{key}"), unit=METRICS[key].unit, amount=value.amount, of=value.of
        )
        for key, value in found.total.items()
    ]
    need = await staffing.load_need(caller.session, caller.rules, caller.now)
    shown = StaffingSeen(**asdict(need)) if isinstance(need, StaffingNeed) else None
    ahead = await event_load.load_events_ahead(caller.session, caller.rules, caller.now, limit=_MOST)
    events = [_show_event(ahead, one) for one in ahead.loads] if ahead is not None else []
    return Figures(first=asked.first, last=asked.last, items=items, staffing=shown, events=events)


def _show_event(ahead: EventsAhead, load: EventLoad) -> EventAheadSeen:
    event, found = load.event, load.forecast
    forecast = None
    if found is not None:
        days = [
            ExpectedDay(**_round(one), day=day, people=None if people is None else round(people, 2))
            for day, one in load.list_days(event.starts_on)
            for people in (load.count_people(one),)
        ]
        forecast = ForecastSeen(
            **_round(found.total), per_hundred=round(found.per_hundred, 2), past_events=ahead.past, days=days,
            before=ExpectedSeen(**_round(found.before)), after=ExpectedSeen(**_round(found.after)),
        )  # fmt: skip
    return EventAheadSeen(
        slug=event.slug, external_id=event.external_id, name=event.name, first=event.starts_on, last=event.ends_on,
        attendance=event.attendance, forecast=forecast,
    )  # fmt: skip


def _round(expected: ExpectedRequests) -> dict[str, float]:
    return {name: round(number, 2) for name, number in asdict(expected).items()}


async def list_articles(
    request: Request,
    q: Annotated[str, Query(max_length=200, description="words of the title or the text")] = "",
    language: AnswerIn = "en",
) -> ArticleList:
    """Search published articles; without words, list those that were changed last. Those for the team need the scope
    notes too."""
    caller = get_caller(request)
    session, spoken, readers = caller.session, caller.choose_language(language), _get_readers(caller)
    words = " ".join(q.replace("\x00", " ").split())
    found: list[tuple[int, str, str | None, ArticleAudience]]
    if words:
        best = await article_search.find_articles(session, words, language=spoken, readers=readers, limit=_MOST)
        found = [(one.article_id, one.title, one.snippet, one.audience) for one in best]
    else:
        shelf = await article_lists.list_by_state(
            session, ArticleState.PUBLISHED, 1, _MOST, language=spoken, readers=readers
        )
        found = [(one.id, one.title, None, one.audience) for one in shelf.lines]
    return ArticleList(
        items=[ArticleFound(id=key, title=title, snippet=said, audience=to) for key, title, said, to in found]
    )


async def get_article(request: Request, number: _ArticleId, language: AnswerIn = "en") -> ArticleWhole:
    """Read a published article, in a language, or in the other one where it is not written in that one."""
    caller = get_caller(request)
    spoken = caller.choose_language(language)
    page = await article_pages.load_article_page(caller.session, number, readers=_get_readers(caller), language=spoken)
    if page is None:
        raise ApiError(404, "no-such-article")
    return ArticleWhole(
        id=page.id, slug=page.slug, language=page.language, title=page.title, text=make_plain(page.body),
        topic=page.topic, at=page.at, audience=page.audience,
    )  # fmt: skip


def _get_readers(caller: Caller) -> Readers:
    """Return whom the token reads articles as: runbooks are for those that read notes of the team."""
    return Readers.TEAM if caller.bearer.has_scope(Scope.NOTES) else Readers.EVERYBODY


async def list_settings(request: Request, language: AnswerIn = "en") -> SettingsSeen:
    """Read all settings, as admins see them in /settings. They are changed in Telegram or in the panel."""
    caller = get_caller(request)
    rules, spoken = caller.rules, caller.choose_language(language)
    known = [one for group in registry.list_groups() for one in registry.list_settings(group, rules)]
    return SettingsSeen(items=[_setting(one, spoken, rules) for one in known])


def _setting(one: Setting, language: str, rules: DeskSettings) -> SettingSeen:
    say = one.kind.format_value
    now, default = say(language, one.get_stored(rules)), say(language, one.default)
    return SettingSeen(key=one.key, value=now, default=default, pinned=one.is_pinned(rules))
