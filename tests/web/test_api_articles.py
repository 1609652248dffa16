"""Articles that another system keeps by the API: what is sent again changes nothing, and who reads what is not out."""

import pytest
from sqlalchemy import text

from desk.integrations.scopes import Scope
from tests.web.api_asked import Asked

_PLUGS = {"title": "Plugs", "text": "Push it **in**, [see](https://example.com/in).", "keywords": ["socket"]}


async def test_an_article_is_created_published_changed_and_archived_by_its_name(api: Asked) -> None:
    made = (await api.asks("PUT", "/articles/plugs/en", _PLUGS)).json()
    there = f"/articles/{made['id']}"
    assert (made["state"], made["markdown"]) == ("draft", _PLUGS["text"])
    assert made["text"] == "Push it in, see (https://example.com/in)."
    assert (await api.asks("GET", there)).status_code == 404
    drafts = (await api.asks("GET", "/articles?state=draft")).json()
    assert [(one["slug"], one["id"]) for one in drafts["items"]] == [("plugs", made["id"])]
    assert (await api.asks("POST", f"{there}/publish")).json()["state"] == "published"
    assert [one["slug"] for one in (await api.asks("GET", "/articles?q=socket")).json()["items"]] == ["plugs"]
    assert (await api.asks("PUT", "/articles/plugs/en", {"text": "Pull."})).json()["waits"] is True
    assert [(await api.asks("GET", f"{there}{how}")).json()["text"][:4] for how in ("", "?newest=true")] == [
        "Push", "Pull"
    ]  # fmt: skip
    there_too = {"title": "Розетки", "text": "Тяните.", "keywords": ["вилка"], "state": "published"}
    assert (await api.asks("PUT", "/articles/plugs/ru", there_too)).json()["languages"] == ["en", "ru"]
    assert (await api.asks("GET", there)).json()["text"][:4] == "Push"  # the words that wait in English still do
    await api.asks("POST", f"{there}/publish")
    for language, title, said in (("en", "Plugs", "Pull."), ("ru", "Розетки", "Тяните.")):
        for query in (f"?q={title}&language={language}", f"?language={language}"):
            assert [one["title"] for one in (await api.asks("GET", f"/articles{query}")).json()["items"]] == [title]
        read = (await api.asks("GET", f"{there}?language={language}")).json()
        assert (read["title"], read["text"], read["language"]) == (title, said, language)
    for _again in range(2):
        assert (await api.asks("DELETE", there)).status_code == 204
    assert (await api.asks("GET", there)).status_code == 404
    assert (await api.asks("GET", "/articles?state=old")).json()["items"][0]["slug"] == "plugs"


async def test_what_is_sent_again_makes_no_version_and_its_author_is_the_system(api: Asked) -> None:
    whole = {**_PLUGS, "state": "published", "audience": "everybody"}
    first, again = [(await api.asks("PUT", "/articles/plugs/en", whole)).json() for _ in range(2)]
    assert again == first
    async with api.stage.database.sessions() as session:
        assert await session.scalar(text("select count(*) from article_texts")) == 1
        rows = await session.execute(text("select action, system_id from audit"))
        assert [tuple(row) for row in rows] == [("article-published", api.system)]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("plugs/en", {"text": "Push."}, 409, "article-title-empty"),
        ("plugs/en", {"title": "Plugs", "state": "published"}, 409, "article-nothing-yet"),
        ("plugs/en", {"title": "Plugs", "text": "**Push"}, 409, "article-formatting"),
        ("plugs/en", {"title": "Plugs", "topic": 99}, 422, "no-such-topic"),
        ("plugs/de", {"title": "Plugs"}, 422, "not-understood"),
        ("Plugs/en", {"title": "Plugs"}, 422, "not-understood"),
    ],
)
async def test_what_is_no_article_is_refused_and_leaves_nothing(
    api: Asked, path: str, body: dict[str, object], status: int, code: str
) -> None:
    answer = await api.asks("PUT", f"/articles/{path}", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await api.asks("GET", "/articles?state=draft")).json()["items"] == []


async def test_a_token_that_only_reads_sees_no_draft_and_no_article_for_the_team(api: Asked) -> None:
    for slug, more in (("draft", {}), ("team", {"audience": "team", "state": "published"})):
        made = (await api.asks("PUT", f"/articles/{slug}/en", {**_PLUGS, **more})).json()
    async with api.calls(Scope.ARTICLES):
        pass
    for query in ("?state=draft", "?state=old", f"/{made['id']}?newest=true"):
        assert (await api.asks("GET", f"/articles{query}")).json()["code"] == "scope", query
    assert (await api.asks("GET", f"/articles/{made['id']}")).status_code == 404
    assert (await api.asks("GET", "/articles")).json()["items"] == []
    assert (await api.asks("PUT", "/articles/draft/en", _PLUGS)).status_code == 403
