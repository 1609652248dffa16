"""Masking where words come in other than as messages, and the setting of own patterns."""

import pytest

from db.database import Database
from db.models import Origin, Role
from desk import DeskSettings
from desk.admin_settings.registry import get_setting
from desk.tickets import fields
from tests.desk.stage import Stage

CARD = "4111111111111111"


@pytest.mark.parametrize(("origin", "said"), [(Origin.PANEL, "Card ••• 1111"), (Origin.TODOIST, f"Card {CARD}")])
async def test_a_typed_subject_is_masked_unless_the_board_has_it(database: Database, origin: Origin, said: str) -> None:
    stage = Stage(database)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "It was declined")
    await stage.does(olga, fields.rename, number, f"Card {CARD}", origin=origin)
    assert (await stage.ticket(number)).subject == said


def test_patterns_are_checked_when_they_are_typed() -> None:
    setting = get_setting("mask_patterns")
    assert setting is not None
    assert setting.default == []
    assert setting.kind.parse_text("SN-####\n\n token  *\nSN-####") == ["SN-####", "token *"]
    assert setting.kind.parse_text("-") == []
    for wrong in ("a*b*c", "##", "\n".join(f"No. {n}#" for n in range(21))):
        with pytest.raises(ValueError, match=r".*"):
            setting.kind.parse_text(wrong)
    assert DeskSettings().masking.patterns == ()
