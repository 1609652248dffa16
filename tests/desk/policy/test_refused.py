"""Which verbs of the desk refuse whoever may not, whole: each public one is called by people who may nothing.

A verb that no longer asks, or that believes what was read before, drops out of the record of this test.
"""

import importlib
import inspect
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import SAWarning
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Origin, Person, Role, Status
from desk import Desk, NoSuchTicket, NotAllowed
from desk.policy.permissions import Grant
from tests import records
from tests.desk.stage import RULES, Stage
from tests.sources import files

ROOT = Path(__file__).resolve().parents[3]
_TAKES_DESK = re.compile(r"^async def [a-z]\w*\(\s*desk: Desk", re.MULTILINE)
_GIVEN = {"int": 1, "str": "x", "bool": False}


def _verbs() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions of the desk that take it, and no ticket that is locked."""
    for path in files(ROOT / "desk"):
        if not _TAKES_DESK.search(path.read_text("utf-8")):
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, one in vars(module).items():
            if name.startswith("_") or getattr(one, "__module__", "") != module.__name__:
                continue
            if inspect.iscoroutinefunction(one) and next(iter(inspect.signature(one).parameters), "") == "desk":
                yield f"{module.__name__}.{name}", one


def _given(verb: Callable[..., Any]) -> tuple[list[Any], dict[str, Any]]:
    """Something for each argument: whoever is refused is so before anybody looks at it. The only ticket is number 1."""
    rest = list(inspect.signature(verb).parameters.values())[1:]
    asked = [one for one in rest if one.default is one.empty and one.kind not in {one.VAR_POSITIONAL, one.VAR_KEYWORD}]
    values = {one.name: _GIVEN.get(str(getattr(one.annotation, "__name__", one.annotation))) for one in asked}
    named = {one.name: values[one.name] for one in asked if one.kind is one.KEYWORD_ONLY}
    return [values[one.name] for one in asked if one.name not in named], named


async def _is_refused(session: AsyncSession, stage: Stage, actor: Person, verb: Callable[..., Any]) -> bool:
    desk = Desk(session, Origin.TELEGRAM, actor, now=stage.now, rules=RULES)
    args, named = _given(verb)
    try:
        await verb(desk, *args, **named)
    except (NotAllowed, NoSuchTicket) as refused:
        return not isinstance(refused, NoSuchTicket) or refused.args_ == {"number": 1}
    except Exception:  # noqa: BLE001  (nothing else that is given is right: whoever may, fails in some way)
        return False
    else:
        return False
    finally:
        await session.rollback()


async def test_who_may_nothing_is_refused_by_the_same_verbs_as_before(
    stage: Stage, recwarn: pytest.WarningsRecorder
) -> None:
    nothing = {grant.value: False for grant in Grant}
    requester = await stage.person("Rita")
    idle = await stage.person("Olga", Role.AGENT, grants=nothing)
    former = await stage.person("Vera", Role.ADMIN, dismissed_at=stage.now)
    await stage.says(await stage.person("Anna"), "The door is stuck")
    await stage.change(1, status=Status.NEW, filed_at=stage.now)
    people = {
        "requester": lambda: Person(id=requester.id, name="Rita", role=Role.REQUESTER, grants={}),
        "agent without a grant": lambda: Person(id=idle.id, name="Olga", role=Role.AGENT, grants=nothing),
        "admin until a moment ago": lambda: Person(id=former.id, name="Vera", role=Role.ADMIN, grants={}),
    }
    said: defaultdict[str, list[str]] = defaultdict(list)
    async with stage.database.sessions() as session:
        for name, verb in _verbs():
            if await _is_refused(session, stage, people["requester"](), verb):
                refused = [who for who, make in people.items() if await _is_refused(session, stage, make(), verb)]
                said[", ".join(refused)].append(f"  {name}")
    assert [str(one.message) for one in recwarn if issubclass(one.category, SAWarning)] == []
    records.note("\n".join(line for who, names in sorted(said.items()) for line in (who, *sorted(names))) + "\n")
