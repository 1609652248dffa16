"""Moving on, delayed notices and their undoing, ending, reopening, rating."""

import pytest

from desk import NotAllowed, NotPossible
from desk.tickets import assignment, closing, lifecycle
from tests.desk.cast import PRINTER, cast
from tests.desk.stage import Stage

pytestmark = pytest.mark.broad


async def test_who_may_not_move_it(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    for verb in (lifecycle.progress, lifecycle.pending, lifecycle.hold, lifecycle.resolve, assignment.release):
        with pytest.raises(NotAllowed):
            await stage.does(rita, lambda desk, verb=verb: verb(desk, n))
    for verb in (closing.confirm, closing.deny, closing.cancel):
        with pytest.raises(NotAllowed):
            await stage.does(olga, lambda desk, verb=verb: verb(desk, n))
    with pytest.raises(NotPossible):
        await stage.does(rita, lambda desk: closing.confirm(desk, n))
