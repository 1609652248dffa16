"""Declares the feature “knowledge” to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.knowledge import handlers_articles, handlers_files, screens_article, screens_gaps, screens_list
from desk.inbound.prompt_replies import Prompt
from desk.knowledge import article_dialog

FEATURE = Feature(
    name="knowledge",
    routers=(
        handlers_files.make_router,
        handlers_articles.make_router,
    ),
    views={
        "article": ViewSpec(screens_article.render_article),
        "articles": ViewSpec(screens_list.render_articles),
        "article_ask": ViewSpec(screens_article.render_question, AGENT, asks=True),
        "article_topics": ViewSpec(screens_article.render_topics, AGENT),
        "article_versions": ViewSpec(screens_article.render_versions, AGENT),
        "article_gaps": ViewSpec(screens_gaps.render_gaps, AGENT),
    },
    commands=(Command("kb"),),
    prompts={"articleask": Prompt(article_dialog.take_reply)},
)
