"""The form of an article: the stored article as fields, and the fields as an edit."""

from collections.abc import Mapping

from desk import EditConflict
from desk.i18n import LANGUAGES
from desk.knowledge import article_form, markdown_files
from desk.knowledge.article_form import ArticleEdit, Description, NextStep, TextField
from desk.queries.panel.articles import MOST_VERSIONS, WholeArticle
from web.features.answers.section import parse_id


def parse_article_edit(given: Mapping[str, str]) -> ArticleEdit:
    """Return the edit that was typed."""
    description = None
    if "keywords" in given:
        description = Description(
            parse_id(given.get("topic", "")), given["keywords"],
            parse_id(given.get("topic-was", "")), given.get("keywords-was", ""),
        )  # fmt: skip
    return ArticleEdit(
        parse_id(given.get("revision", "")) or 0, {one: _text(given, one) for one in LANGUAGES}, description
    )


def _text(given: Mapping[str, str], language: str) -> TextField:
    seen = parse_id(given.get(f"seen-{language}", "")) or 0
    title, body = given.get(f"title-{language}", ""), given.get(f"body-{language}", "")
    return TextField(title, body, seen if seen < MOST_VERSIONS else 0)


def parse_next_step(given: Mapping[str, str]) -> NextStep:
    """Return what to do after saving."""
    then = given.get("then", "")
    return NextStep(then) if then in set(NextStep) else NextStep.KEEP


def make_fields(one: WholeArticle) -> ArticleEdit:
    """Return an article's fields as they are stored."""
    texts = {
        language: article_form.make_field(text.title, text.body, text.version) for language, text in one.texts.items()
    }
    words = article_form.join_keywords(one.keywords)
    return ArticleEdit(one.revision, texts, Description(one.category_id, words, one.category_id, words))


def merge_after_clash(stored: ArticleEdit, typed: ArticleEdit, clash: EditConflict) -> ArticleEdit:
    """Return the fields after a conflict: what was typed, and what others wrote where nothing was typed."""
    texts = {one: typed.get_text(one) if one in clash.touched else stored.get_text(one) for one in LANGUAGES}
    return ArticleEdit(stored.revision, texts, typed.description)


def can_lose_formatting(one: WholeArticle) -> bool:
    """Return True if a text has formatting that the field cannot show and that would be lost by an edit."""
    return not all(markdown_files.can_express(text.body) for text in one.texts.values())
