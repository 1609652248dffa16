"""Views that people keep: their own by their own names, the shared ones by everybody's."""

from db.models import Role
from desk.panel import saved_views
from tests.desk.stage import Someone, Stage


async def _seen(stage: Stage, who: Someone) -> list[tuple[str, bool, dict[str, str]]]:
    async def found(desk):  # type: ignore[no-untyped-def]
        rows = await saved_views.list_views(desk.session, desk.require_actor())
        return [(one.name, one.shared, dict(one.chosen)) for one in rows]

    seen: list[tuple[str, bool, dict[str, str]]] = await stage.does(who, found)
    return seen


async def test_of_one_name_each_has_their_own_and_all_have_one_more(stage: Stage, olga: Someone, vera: Someone) -> None:
    ivan = await stage.person("Ivan", Role.AGENT)
    kept = [(olga, "1", False), (ivan, "2", False), (vera, "3", True), (olga, "4", False), (vera, "5", False)]
    for who, topic, shared in kept:
        await stage.does(who, saved_views.save_view, "Mine", {"topic": topic}, shared=shared)
    assert await _seen(stage, olga) == [("Mine", True, {"topic": "3"}), ("Mine", False, {"topic": "4"})]
    assert await _seen(stage, vera) == [("Mine", True, {"topic": "3"}), ("Mine", False, {"topic": "5"})]
    assert await _seen(stage, ivan) == [("Mine", True, {"topic": "3"}), ("Mine", False, {"topic": "2"})]
    for name, topic in (("Late ones", "6"), ("MINE", "7")):
        await stage.does(olga, saved_views.save_view, name, {"topic": topic}, shared=False)
    assert {one[2]["topic"] for one in await _seen(stage, olga) if not one[1]} == {"6", "7"}


async def test_how_many_there_may_be_is_counted_of_each(stage: Stage, olga: Someone, ivan: Someone) -> None:
    for number in range(saved_views.MOST):
        await stage.does(ivan, saved_views.save_view, f"View {number}", {}, shared=False)
    await stage.does(olga, saved_views.save_view, "Mine", {}, shared=False)
    assert [name for name, *_ in await _seen(stage, olga)] == ["Mine"]
