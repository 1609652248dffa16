"""What the bot's core knows of knowledge."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.knowledge import handlers_articles, handlers_files, screens_article, screens_gaps, screens_list
from desk.inbound.prompts import Prompt
from desk.knowledge import article_questions

FEATURE = Feature(
    name="knowledge",
    routers=(
        handlers_files.router,
        handlers_articles.router,
    ),
    views={
        "article": ViewSpec(screens_article.article),
        "articles": ViewSpec(screens_list.articles),
        "article_ask": ViewSpec(screens_article.ask, AGENT, asks=True),
        "article_topics": ViewSpec(screens_article.topics, AGENT),
        "article_versions": ViewSpec(screens_article.versions, AGENT),
        "article_gaps": ViewSpec(screens_gaps.missing, AGENT),
    },
    commands=(Command("kb"),),
    prompts={"articleask": Prompt(article_questions.take_reply)},
)
