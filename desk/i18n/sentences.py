"""Fluent texts as sentences that a person can read and write: one for each choice that a text makes by a word, with all
forms of a number in it; placeholders are written as `{name}`. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from desk.i18n.bundles import read_entries

PLACEHOLDER = re.compile(r"\{\s*([^{}\n]*?)\s*\}")
_PARSER = FluentParser(with_spans=False)
_PAGES = "page"  # files that begin so have the texts of the web panel, which are no sentences of the bot
_GUARDING_FILES = frozenset({"panel", "second_factor"})
_GUARDING = (
    "consent", "group-consent", "call-consent", "forward-consent", "forget", "mydata", "erase", "erasure",
    "system-join", "requester-erased", "web-place", "wrote", "mail-join", "alert-address", "admit", "security",
)  # fmt: skip
_FORMS = ("other", "one", "few", "many")
_TAG = re.compile(r"</?(?:b|i|code|quote|fold)>")
_Choose = Callable[[ftl.SelectExpression], ftl.Variant]


class _RefersError(ValueError):
    """A text that consists of another one."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a language.

    `id`: the text's key and a name for each word that chooses, joined by dots; `file`: the file it is in; `tagged`: its
    most common form with our tags; `forms`: all its forms, plain; `knows`: the placeholders it may have.
    """

    id: str
    key: str
    language: str
    file: str
    tagged: str
    forms: tuple[str, ...]
    knows: frozenset[str]

    @property
    def plain(self) -> str:
        """Return the most common form, without tags."""
        return self.forms[0]

    @property
    def is_guard(self) -> bool:
        """Return True for what nobody rewords: people decide by it about sign-in, confirmation, second factor, whose an
        address or account is, erasure and consent."""
        return self.file in _GUARDING_FILES or self.key.removeprefix("btn-").startswith(_GUARDING)

    @property
    def must(self) -> tuple[str, ...]:
        """Placeholders that have to be kept, in order: those of the common form."""
        return tuple(dict.fromkeys(PLACEHOLDER.findall(self.tagged)))


@cache
def load_sentences(language: str) -> dict[str, Sentence]:
    """Return all sentences of a language by id, except texts made of other texts. Takes a second."""
    return {one.id: one for key in _sources(language) for one in _of_text(language, key)}


def find_sentence(language: str, sentence_id: str) -> Sentence | None:
    """Return one sentence, or None, without parsing any other text."""
    key = sentence_id.partition(".")[0]
    if key not in _sources(language):
        return None
    return next((one for one in _of_text(language, key) if one.id == sentence_id), None)


@cache
def _sources(language: str) -> dict[str, tuple[str, str]]:
    return {key: (file, source) for file, key, source in read_entries(language) if not file.startswith(_PAGES)}


@cache
def _of_text(language: str, key: str) -> tuple[Sentence, ...]:
    file, source = _sources(language)[key]
    return tuple(_make_sentences(key, _parse(source), language, file))


@cache
def _pattern(language: str, key: str) -> ftl.Pattern:
    return _parse(_sources(language)[key][1])


def _parse(source: str) -> ftl.Pattern:
    message = _PARSER.parse_entry(source)
    assert isinstance(message, ftl.Message)
    assert message.value is not None
    return message.value


def choose_sentence_id(language: str, key: str, args: dict[str, str]) -> str:
    """Return the id of the sentence that the text `key` is with these arguments, as plain words."""
    path: list[str] = []
    taken: dict[str, str] = {}

    def choose(select: ftl.SelectExpression) -> ftl.Variant:
        if _is_number(select):
            return _form(select, _FORMS[0])
        return _word(select, args.get(_variable(select), ""), path, taken)

    _text(_pattern(language, key), choose)
    return ".".join((key, *path))


def _make_sentences(key: str, pattern: ftl.Pattern, language: str, file: str) -> Iterator[Sentence]:
    try:
        for path in _paths(pattern, ()):
            forms = [_in_form(pattern, path, form) for form in _FORMS]
            plain = tuple(dict.fromkeys(_TAG.sub("", form) for form in forms))
            knows = frozenset(name for form in plain for name in PLACEHOLDER.findall(form)) | _numbers(pattern)
            yield Sentence(".".join((key, *path)), key, language, file, forms[0], plain, knows)
    except _RefersError:
        return


def _paths(pattern: ftl.Pattern, begun: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield each way through the words that choose."""
    further = _next_choice(pattern, begun)
    if further is None:
        yield begun
        return
    for name in further:
        yield from _paths(pattern, (*begun, name))


def _next_choice(pattern: ftl.Pattern, begun: Sequence[str]) -> list[str] | None:
    left, taken, met = list(begun), dict[str, str](), list[list[str]]()

    def choose(select: ftl.SelectExpression) -> ftl.Variant:
        if _is_number(select):
            return _form(select, _FORMS[0])
        if met or (_variable(select) not in taken and not left):
            met.append([_name(variant) for variant in select.variants])
            return select.variants[0]
        return _word(select, left.pop(0) if _variable(select) not in taken else "", [], taken)

    _text(pattern, choose)
    return met[0] if met else None


def _in_form(pattern: ftl.Pattern, path: Sequence[str], form: str) -> str:
    left, taken = list(path), dict[str, str]()

    def choose(select: ftl.SelectExpression) -> ftl.Variant:
        if _is_number(select):
            return _form(select, form)
        return _word(select, left.pop(0) if left and _variable(select) not in taken else "", [], taken)

    return _text(pattern, choose)


def _word(select: ftl.SelectExpression, said: str, path: list[str], taken: dict[str, str]) -> ftl.Variant:
    """Return the variant for a word; a variable that occurs again in the same text chooses the same variant."""
    variable = _variable(select)
    wanted = taken.get(variable, said)
    variant = next((one for one in select.variants if _name(one) == wanted), None) or _default(select)
    if variable not in taken:
        taken[variable] = _name(variant)
        path.append(_name(variant))
    return variant


def _form(select: ftl.SelectExpression, form: str) -> ftl.Variant:
    return next((one for one in select.variants if _name(one) == form), None) or _default(select)


def _default(select: ftl.SelectExpression) -> ftl.Variant:
    return next(one for one in select.variants if one.default)


def _is_number(select: ftl.SelectExpression) -> bool:
    """Return True if the variants are forms of a number."""
    return any(_name(variant) in ("one", "few", "many") for variant in select.variants)


def _numbers(pattern: ftl.Pattern) -> frozenset[str]:
    found: set[str] = set()

    def choose(select: ftl.SelectExpression) -> ftl.Variant:
        if _is_number(select):
            found.add(_variable(select))
        return _default(select)

    _text(pattern, choose)
    return frozenset(found)


def _name(variant: ftl.Variant) -> str:
    return variant.key.name if isinstance(variant.key, ftl.Identifier) else str(variant.key.value)


def _variable(select: ftl.SelectExpression) -> str:
    assert isinstance(select.selector, ftl.VariableReference)
    return str(select.selector.id.name)


def _text(pattern: ftl.Pattern, choose: _Choose) -> str:
    return "".join(_piece(element, choose) for element in pattern.elements)


def _piece(element: ftl.TextElement | ftl.Placeable, choose: _Choose) -> str:
    if isinstance(element, ftl.TextElement):
        return str(element.value)
    inner = element.expression
    if isinstance(inner, ftl.VariableReference):
        return "{" + str(inner.id.name) + "}"
    if isinstance(inner, ftl.SelectExpression):
        return _text(choose(inner).value, choose)
    if isinstance(inner, ftl.StringLiteral):
        return str(inner.parse()["value"])
    raise _RefersError
