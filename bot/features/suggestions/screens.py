"""`/preset`: the automatic answers, one of them, the past requests it would have answered, and the questions for its
parts."""

from bot.features.suggestions import buttons
from bot.views import Reader, Rendered, RenderedButton, Row, Style, compose, keyboards
from bot.views.pages import cut_shown_page
from db.models import PresetState
from desk.i18n import LANGUAGES
from desk.outbox import Show, Slot
from desk.queries.ticket_card import TicketCard
from desk.suggestions import offering, preset_list
from desk.suggestions.preset_hits import PresetHits
from desk.suggestions.preset_list import PresetLine, PresetScreen
from desk.suggestions.preset_replies import PresetPart, PresetQuestion
from desk.text import RichText, shorten_line
from desk.topics import editing

_ON_A_CARD = 60  # characters of a question, and of an answer


def format_intake_on_card(ticket: TicketCard) -> RichText:
    """Return the answers, shortened for a card."""
    return compose.join_lines(
        _line_of_intake(shorten_line(one.label, _ON_A_CARD), shorten_line(one.value, _ON_A_CARD))
        for one in ticket.staff.form
    )


def format_intake_lines(ticket: TicketCard) -> RichText:
    """Return the answers, a line each."""
    return compose.join_lines(_line_of_intake(one.label, one.value) for one in ticket.staff.form)


def _line_of_intake(label: str, value: str) -> RichText:
    return RichText(label).with_style("italic") + RichText(" ") + compose.make_bold(value)


async def format_for_staff(reader: Reader, card: TicketCard) -> RichText:
    """Return what was suggested to the requester."""
    if not card.offered:
        return RichText()
    title = await offering.find_preset_title(reader.session, card.id)
    if title is not None:
        return reader.say_rich("card-answered", title=title)
    known = await offering.list_offers(reader.session, card.id, reader.language)
    return reader.say_rich("card-offered", titles="; ".join(one.title for one in known)) if known else RichText()


_A_PAGE = 5
_TOPICS = 5
_QUOTED = 120  # characters of a message that is shown


async def render_presets(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the automatic answers."""
    known = await preset_list.list_presets(reader.session)
    new = _asking(reader, "btn-preset-new", 0, PresetPart.TITLE, reader.language)
    if not known:
        return Rendered(reader.say_rich("presets-none"), ((new,),))
    listed = cut_shown_page(reader, known, letter.page, _A_PAGE, lambda to: buttons.PresetsPage(page=to))
    opening = [
        (RenderedButton(shorten_line(one.title, keyboards.LABEL), buttons.PresetOpen(preset=one.id).pack()),)
        for one in listed.shown
    ]
    title = compose.join_dotted([reader.say_rich("presets-title"), listed.said])
    words = compose.join_lines([title, *(_line(reader, one) for one in listed.shown)])
    return Rendered(words, (*opening, *listed.turning, (new,)))


def _line(reader: Reader, one: PresetLine) -> RichText:
    counts = reader.say("preset-counts", given=one.given, helped=one.helped) if one.given else ""
    return compose.join_dotted([RichText(f"• {one.title}"), reader.say_rich("preset-state", **_state(one)), counts])


def _state(one: PresetLine) -> dict[str, str]:
    return {"state": one.state.value, "waits": str(one.waits).lower()}


async def render_preset(reader: Reader, letter: Show) -> Rendered | None:
    """Render one automatic answer, or the screen of it that `find` names."""
    key = int(Slot.parse(letter.slot).key)
    if letter.find == "check":
        return await _check(reader, key)
    if letter.find == "topics":
        return await _topics(reader, key, letter.page)
    one = await preset_list.load_preset(reader.session, key, reader.language)
    return Rendered(reader.say_rich("preset-gone")) if one is None else _one(reader, one)


def _one(reader: Reader, one: PresetScreen) -> Rendered:
    counts = reader.say("preset-counts", given=one.line.given, helped=one.line.helped) if one.line.given else ""
    head = compose.join_lines(
        [
            compose.make_bold(one.line.title),
            compose.join_dotted([reader.say_rich("preset-state", **_state(one.line)), counts]),
        ]
    )
    topic = reader.say_rich("article-topic", name=one.topic) if one.topic else RichText()
    keywords = reader.say_rich("article-keywords", words=", ".join(one.keywords)) if one.keywords else RichText()
    examples = [reader.say_rich("preset-examples"), *(RichText(f"• {said}") for said in one.examples)]
    texts = [_text(reader, one, language) for language in LANGUAGES]
    parts = [head, *texts, compose.join_lines(examples if one.examples else []), compose.join_lines([topic, keywords])]
    return Rendered(compose.join(parts, "\n\n"), _buttons(reader, one))


def _text(reader: Reader, one: PresetScreen, language: str) -> RichText:
    said = one.texts.get(language)
    title = reader.say_rich("preset-text-in", language=language)
    return compose.join_lines(
        [title, compose.quote_text(said) if said is not None else reader.say_rich("preset-text-none")]
    )


def _buttons(reader: Reader, one: PresetScreen) -> tuple[Row, ...]:
    """Return at most eight buttons."""
    key, language = one.line.id, reader.language
    public = one.line.state is PresetState.PUBLISHED
    first: list[RenderedButton] = []
    if not public or one.line.waits:
        first.append(
            keyboards.make_button(language, "btn-preset-check", buttons.PresetTry(preset=key), style=Style.SUCCESS)
        )
    if one.line.state is not PresetState.OLD:
        first.append(keyboards.make_button(language, "btn-preset-retire", buttons.PresetRetire(preset=key)))
    texts = tuple(_asking(reader, "btn-preset-text", key, PresetPart.TEXT, each) for each in LANGUAGES)
    fitting = (
        _asking(reader, "btn-preset-examples", key, PresetPart.EXAMPLES, language),
        _asking(reader, "btn-preset-keywords", key, PresetPart.KEYWORDS, language),
    )
    topic = keyboards.make_button(language, "btn-preset-topic", buttons.PresetTopics(preset=key, page=1))
    title = _asking(reader, "btn-preset-title", key, PresetPart.TITLE, language)
    return tuple(row for row in (tuple(first), texts, fitting, (title, topic)) if row)


def _asking(reader: Reader, label: str, key: int, part: PresetPart, language: str) -> RenderedButton:
    asked = buttons.PresetAsk.model_validate({"preset": key, "part": part, "language": language})
    return keyboards.make_button(reader.language, label, asked, language=language)


async def _check(reader: Reader, key: int) -> Rendered:
    """Render the past requests it would have answered; Publish if they are not too many."""
    found, one = (
        await preset_list.check_preset(reader.session, key),
        await preset_list.load_preset(reader.session, key, reader.language),
    )
    back = keyboards.make_button(reader.language, "btn-preset-back", buttons.PresetOpen(preset=key))
    if found is None or one is None:
        return Rendered(reader.say_rich("preset-gone"))
    if found.hits is None:
        lacks = found.lacks
        said = reader.say_rich(lacks.key, **lacks.args_) if lacks is not None else RichText()
        return Rendered(said, ((back,),))
    if found.hits.too_many:
        wide = reader.say_rich("preset-too-wide", n=found.hits.count, of=found.hits.of)
        return Rendered(compose.join([wide, _hits(reader, found.hits)], "\n\n"), ((back,),))
    publish = buttons.PresetPublish(preset=key, version=one.version)
    main = keyboards.make_button(reader.language, "btn-preset-publish", publish, style=Style.SUCCESS)
    title = reader.say_rich("preset-hits", title=one.line.title, n=found.hits.count, of=found.hits.of)
    return Rendered(compose.join([title, _hits(reader, found.hits)], "\n\n"), ((main, back),))


def _hits(reader: Reader, found: PresetHits) -> RichText:
    return compose.join_lines([_hit(reader, number, body) for number, body in found.some])


def _hit(reader: Reader, number: int, body: str) -> RichText:
    return reader.say_rich("preset-hit", number=number, words=shorten_line(" ".join(body.split()), _QUOTED))


async def _topics(reader: Reader, key: int, page: int) -> Rendered:
    """Render a page of the topics to choose from."""
    known = [one for one in await editing.load_tree(reader.session) if not one.is_group]
    listed = cut_shown_page(reader, known, page, _TOPICS, lambda to: buttons.PresetTopics(preset=key, page=to))
    choices = [
        keyboards.make_button(
            reader.language,
            "btn-article-name",
            buttons.PresetTopic(preset=key, category=one.id),
            name=one.get_name(reader.language),
        )
        for one in listed.shown
    ]
    none = keyboards.make_button(reader.language, "btn-article-no-topic", buttons.PresetTopic(preset=key, category=0))
    said = reader.say_rich("preset-which-topic" if known else "article-no-topics")
    return Rendered(said, (*keyboards.arrange_rows(choices, 1), *listed.turning, (none,)))


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for a part."""
    question = PresetQuestion.parse(Slot.parse(letter.slot).key)
    if question is None:
        return None
    one = (
        await preset_list.load_preset(reader.session, question.preset_id, reader.language)
        if question.preset_id
        else None
    )
    about = compose.make_bold(one.line.title) if one is not None else RichText()
    asked = reader.say_rich(f"preset-ask-{question.part.value}", language=question.language)
    return Rendered(compose.join_lines([about, asked]))
