"""What admins read once a restored desk goes on: who and what is there again."""

from db.models import Integration, Origin, Recovery
from desk import Desk, installation
from desk.operations import after_restore
from tests.desk.cast import cast
from tests.desk.stage import Stage


async def test_admins_read_who_is_in_the_team_and_which_systems_have_a_token(stage: Stage) -> None:
    """Somebody who left, or a token that was revoked after the backup, is named."""
    *_, vera = await cast(stage)
    async with stage.database.unit_of_work() as session:
        (await installation.load_row(session)).recovery = Recovery.BOARD
        for name, revoked_at in (("Shop", None), ("Old shop", stage.now)):
            token = {"token_hash": name.encode(), "token_hint": "x", "revoked_at": revoked_at}
            session.add(Integration(name=name, made_at=stage.now, **token))
        await session.flush()
        await after_restore.finish_recovery(Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules))
    (told,) = [one["args"] for one in await stage.letters(vera) if one["key"] == "restored"]
    assert (told["team"], told["systems"]) == ("Olga, Ivan, Vera", "Shop")
