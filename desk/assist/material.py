"""Collects what the assistant gets for one use, masked: the thread without notes, own canned replies, public articles,
answers that solved similar requests, account data. Changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.models import AssistKind, AssistUse, Entry, EntryKind, Organization, Person, Profile, Ticket, any_of
from desk import Desk
from desk.accounts.account_data import find_account
from desk.assist.asking import find_forbidden
from desk.assist.links import list_links
from desk.assist.masking import Masker, learn_names, list_named
from desk.assist.prompts import Material, ModelSource
from desk.canned import prepared_answers, replies, solved_alike
from desk.canned.placeholders import shorten_name
from desk.canned.solved_alike import SimilarTicket
from desk.i18n import choose_language
from desk.knowledge import article_search
from desk.knowledge.article_pages import ArticlePage, load_article_page
from desk.policy.permissions import Grant, has_grant
from desk.policy.visibility import Readers
from desk.search.stemming import split_tokens, stem_word
from desk.text import RichText

_MOST_ENTRIES, _LONGEST_ENTRY = 20, 2000
_MOST_ARTICLES, _LONGEST_ARTICLE = 3, 4000
_MOST_REPLIES, _LONGEST_REPLY = 5, 1500
_FEWEST_SHARED = 2  # stems that a canned reply has in common with the request
_SHORTEST_WORD = 4
_LONGEST_QUESTION = 2000


@dataclass(frozen=True, slots=True)
class Prepared:
    """The material of one use, and what is needed to read its answer. `links`: those that the answer may have."""

    use_id: int
    kind: AssistKind
    material: Material
    masker: Masker
    links: frozenset[str]


async def collect_material(desk: Desk, use: AssistUse, ticket: Ticket) -> Prepared:
    """Return what is sent; the actor asked for it."""
    session, me = desk.session, desk.require_actor()
    requester = await desk.get_requester(ticket)
    said = await _list_said(desk, ticket)
    asked = "\n".join(one.body for one in said if one.kind is EntryKind.COMMENT)[-_LONGEST_QUESTION:]
    is_draft = use.kind is AssistKind.DRAFT
    language = choose_language(requester if is_draft else me, desk.rules.locale)
    articles = await _find_articles(desk, asked, language) if is_draft else []
    canned = await _find_replies(desk, ticket, asked) if is_draft else []
    alike = await _find_alike(desk, ticket) if is_draft else []
    profile = await session.get(Profile, requester.id)
    registered = (profile.full_name,) if profile is not None and profile.full_name else ()
    account = await find_account(session, requester.id, desk.rules)
    facts = [(one.label, one.value) for one in account.fields] if account is not None else []
    named = [(*_name_person(requester), *registered), *await _list_others(desk, ticket, said, requester)]
    learnt = learn_names([one.body for one in said], [name for one in named for name in one])
    people = [*named, *((name,) for name in [*list_named(facts), *learnt])]
    masker = Masker(desk.rules.masking, people, _name_strangers(alike))
    material = Material(
        requester="[NAME_1]",
        language=language,
        thread=[(_name_side(one), masker.hide(one.body[:_LONGEST_ENTRY])) for one in said],
        sources=_make_sources(masker, articles, canned, alike),
        facts=[(masker.hide(label), masker.hide_value(value)) for label, value in facts] if is_draft else (),
    )
    own = [*(one.body for one in articles), *(words for _, words in canned)]
    answers = [RichText.load(one.body, one.entities) for one in said if one.kind is EntryKind.REPLY]
    return Prepared(use.id, use.kind, material, masker, frozenset(_list_own_links([*own, *answers])))


def _make_sources(
    masker: Masker, articles: Iterable[ArticlePage], canned: Iterable[tuple[str, RichText]],
    alike: Iterable[SimilarTicket],
) -> list[ModelSource]:  # fmt: skip
    """Return the sources by their keys. Answers to other requests are for the team alone: names, numbers and links in
    them are never put back."""
    return [
        *(
            ModelSource(f"A{at}", "article", one.title, masker.hide(f"{one.title}\n{one.body.text}"[:_LONGEST_ARTICLE]))
            for at, one in enumerate(articles, 1)
        ),
        *(
            ModelSource(f"R{at}", "canned", key, masker.hide(words.text[:_LONGEST_REPLY]))
            for at, (key, words) in enumerate(canned, 1)
        ),
        *(
            ModelSource(f"T{at}", "ticket", str(one.number), masker.drop(one.answer.text[:_LONGEST_REPLY]))
            for at, one in enumerate(alike, 1)
        ),
    ]


async def _find_alike(desk: Desk, ticket: Ticket) -> list[SimilarTicket]:
    """Return similar requests that the actor may see and of which something may leave."""
    if not has_grant(desk.require_actor(), Grant.SEE_ALL):
        return []
    found = await solved_alike.list_similar(desk.session, ticket)
    tickets = [await desk.session.get_one(Ticket, one.id) for one in found]
    return [
        one for one, of in zip(found, tickets, strict=True) if not await find_forbidden(desk.session, of, desk.rules)
    ]


def _name_strangers(alike: Iterable[SimilarTicket]) -> list[str]:
    return [name for one in alike for name in (one.requester, *learn_names([one.answer.text], [one.requester]))]


async def _list_said(desk: Desk, ticket: Ticket) -> list[Entry]:
    """Return the last words that the requester may read, the oldest first."""
    shown = select(Entry).where(
        any_of(Entry.ticket_id, ticket.thread_ids), Entry.kind.in_((EntryKind.COMMENT, EntryKind.REPLY)),
        Entry.withdrawn_at.is_(None), Entry.emptied_at.is_(None),
    )  # fmt: skip
    newest = shown.order_by(Entry.created_at.desc(), Entry.id.desc()).limit(_MOST_ENTRIES)
    return [one for one in reversed((await desk.session.scalars(newest)).all()) if one.body.strip()]


def _name_side(one: Entry) -> str:
    return "team" if one.kind is EntryKind.REPLY else "requester"


async def _list_others(desk: Desk, ticket: Ticket, said: Sequence[Entry], requester: Person) -> list[tuple[str, ...]]:
    """Return what everybody else in the request is called."""
    ids = {one.author_id for one in said} | {ticket.assignee_id, desk.actor_id}
    found = await desk.session.scalars(select(Person).where(any_of(Person.id, sorted(ids - {None, requester.id}))))
    of = await desk.session.get(Organization, ticket.organization_id) if ticket.organization_id is not None else None
    named = [_name_person(one) for one in found]
    known = {name for one in named for name in one} | {requester.name}
    signed = {one.author_name for one in said} | ({of.name} if of is not None else set())
    return [*named, *((name,) for name in sorted(signed - known) if name.strip())]


def _name_person(one: Person) -> tuple[str, ...]:
    return (shorten_name(one.name), *(name for name in (one.name, one.full_name, one.username) if name))


async def _find_articles(desk: Desk, asked: str, language: str) -> list[ArticlePage]:
    """Return the public articles that fit the words best."""
    if not desk.rules.knowledge.articles or not asked.strip():
        return []
    found = await article_search.find_articles(desk.session, asked, language=language, limit=_MOST_ARTICLES)
    fitting = [one.article_id for one in found if one.score >= solved_alike.FITS]
    everybody = Readers.EVERYBODY
    pages = [await load_article_page(desk.session, key, readers=everybody, language=language) for key in fitting]
    return [one for one in pages if one is not None]


async def _find_replies(desk: Desk, ticket: Ticket, asked: str) -> list[tuple[str, RichText]]:
    """Return the actor's canned replies that share most words with the request, by their keys and filled in."""
    if desk.rules.knowledge.canned is None:
        return []
    stems = _list_stems(asked)
    found = await replies.list_visible(desk.session, desk.require_actor())
    shared = {one.id: len(stems & _list_stems(f"{one.key} {one.words.text}")) for one in found}
    best = sorted((one for one in found if shared[one.id] >= _FEWEST_SHARED), key=lambda one: -shared[one.id])
    filled = [(one.key, *await prepared_answers.fill_in(desk, ticket, one.words)) for one in best[:_MOST_REPLIES]]
    return [(key, words) for key, words, missing in filled if missing is None]


def _list_stems(text: str) -> set[str]:
    return {stem_word(token) for token in split_tokens(text) if len(token) >= _SHORTEST_WORD}


def _list_own_links(said: Iterable[RichText]) -> set[str]:
    """Return the links of texts of the desk, those behind words too."""
    found = set[str]()
    for words in said:
        found |= list_links(words.text)
        for entity in words.entities:
            found |= list_links(str(dict(entity.extra).get("url", "")))
    return found
