"""Automatic answers: written and archived here; what one would have answered, and publishing it, are verbs by hand."""

from collections.abc import Mapping, Sequence

from desk import Desk
from desk.administration.kinds import Asker, FieldValue
from desk.administration.resource import (
    Act,
    ByHand,
    New,
    NounField,
    Resource,
    RowLine,
    StoredNames,
    Wanted,
    do_by_id,
    find_by_id,
    set_id,
    set_in_language,
    set_text,
    set_words,
)
from desk.i18n import LANGUAGES
from desk.knowledge.article_checks import LONGEST_TITLE
from desk.outbox import Button
from desk.policy.permissions import Grant
from desk.settings.kinds import FieldOption, Markup, OneOf, TypedLine, TypedText
from desk.suggestions import preset_list, presets
from desk.suggestions.preset_list import PresetLine, PresetScreen
from desk.text import RichText
from desk.topics import editing


async def _list_lines(asker: Asker, wanted: Wanted) -> Sequence[RowLine]:
    known = await preset_list.list_presets(asker.session)
    return [_make_line(asker, one) for one in known if wanted.has_match(one.title)]


def _make_line(asker: Asker, one: PresetLine) -> RowLine:
    state = asker.say("preset-state", state=one.state.value, waits=str(one.waits).lower())
    return RowLine(str(one.id), one.title, (state,), figures=(str(one.given), str(one.helped)))


async def _list_facts(asker: Asker, row: PresetScreen) -> Sequence[RichText | str]:
    counts = [asker.say("preset-counts", given=row.line.given, helped=row.line.helped)]
    return [*_make_line(asker, row.line).about, *(counts if row.line.given else ())]


async def _list_topics(asker: Asker, _row: PresetScreen) -> Sequence[FieldOption]:
    known = [one for one in await editing.load_tree(asker.session) if not one.is_group]
    none = FieldOption("", asker.say("page-answers-no-topic"))
    return [none, *(FieldOption(str(one.id), one.get_name(asker.language)) for one in known)]


async def _begin(desk: Desk, _inside: str, given: Mapping[str, FieldValue]) -> str:
    return str((await presets.begin_preset(desk, given["title"].text)).id)


def _list_ways(_asker: Asker, row: PresetScreen | None) -> Sequence[ByHand]:
    if row is None:
        return [ByHand(Button("page-presets-try"), "/answers/presets/try")]
    key = row.line.id
    publish = ByHand(Button("btn-preset-check"), f"/answers/presets/{key}/check")
    return [publish] if row.line.can_be_published else []


def _make_text(language: str) -> NounField:
    kind, write = TypedText(7000, Markup.MARKDOWN), set_words(set_in_language(presets.set_text, language))
    return NounField("text", kind, lambda row: row.texts.get(language), write, language)


_TITLE = NounField("title", TypedLine(LONGEST_TITLE), lambda row: row.line.title, set_text(presets.set_title))
PRESETS = Resource(
    name="presets",
    stored=StoredNames("presets", "presetask"),
    command="preset",
    address="/answers/presets",
    section=("answers", "presets"),
    grant=Grant.PUBLISH,
    saved="admin-saved-draft",
    columns=("state",),
    figures=("given", "helped"),
    list_lines=_list_lines,
    find=find_by_id(lambda asker, key: preset_list.load_preset(asker.session, key)),
    make_line=lambda asker, row: _make_line(asker, row.line),
    list_facts=_list_facts,
    list_ways=_list_ways,
    fields=(
        _TITLE,
        *map(_make_text, LANGUAGES),
        NounField("examples", TypedText(6100), lambda row: "\n".join(row.examples), set_text(presets.set_examples)),
        NounField("keywords", TypedLine(1300), lambda row: ", ".join(row.keywords), set_text(presets.set_keywords)),
        NounField("topic", OneOf(_list_topics), lambda row: row.category_id, set_id(presets.set_topic)),
    ),
    acts=(Act("archive", do_by_id(presets.archive_preset), has=lambda row: row.line.is_kept),),
    news=(New("preset", (_TITLE,), _begin),),
)
