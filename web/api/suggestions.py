"""`POST /suggestions`: what a page shows a person before they send a request."""

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request

from desk.integrations.scopes import Scope
from desk.queries.ticket_card import expect_first_answer
from desk.suggestions import offering
from web.api.caller import get_caller
from web.api.operations import declare_operation
from web.api.route import ApiRoute
from web.api.schemas.values import LONGEST_TEXT, AnswerIn, FromIntegration, tidy_text
from web.rendering import Words


class TypedSoFar(FromIntegration):
    """Words that a person has not sent yet; nothing of them is stored."""

    text: str = Field("", max_length=LONGEST_TEXT, description="their words; empty: no articles are looked for")
    language: AnswerIn = "en"


class ArticleOffered(BaseModel):
    """An article that fits."""

    title: str = Field(description="of the article")
    text: str = Field(description="its words, without formatting")


class SuggestionsSeen(BaseModel):
    """Articles and a time to show before a request is sent."""

    articles: list[ArticleOffered] = Field(description="the best first, at most three; empty: none fits well enough")
    answer: str = Field(description="when an answer comes, in a sentence; empty: nothing is known")


def make_router() -> APIRouter:
    """Return the route."""
    made = APIRouter(prefix="/v1", tags=["Tickets"], route_class=ApiRoute)
    looking = declare_operation(Scope.TICKETS, may=(415,))
    made.add_api_route("/suggestions", suggest_articles, methods=["POST"], **looking)
    return made


async def suggest_articles(request: Request, typed: TypedSoFar) -> SuggestionsSeen:
    """Look for articles that fit what a person types, and say when an answer comes."""
    caller = get_caller(request)
    language, said = caller.choose_language(typed.language), tidy_text(typed.text)
    is_kept = caller.rules.knowledge.articles
    found = await offering.find_fitting(caller.session, said, language) if is_kept and said else []
    expected = await expect_first_answer(caller.session, now=caller.now, settings=caller.rules)
    words = Words(language, caller.now, caller.rules.timezone)
    return SuggestionsSeen(
        articles=[ArticleOffered(title=one.title, text=one.body.text) for one in found],
        answer=words.say_first_answer(expected),
    )
