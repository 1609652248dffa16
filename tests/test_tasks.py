"""How often an idle desk looks at the tables."""

from ops.tasks import OFTEN, SELDOM, Pace


def test_a_desk_at_work_looks_often_and_a_quiet_one_seldom() -> None:
    pace = Pace()
    assert [pace.after(0) for _ in range(49)] == [OFTEN] * 49
    assert pace.after(0) == SELDOM
    assert pace.after(0) == SELDOM
    assert pace.after(3) == OFTEN
    assert pace.after(0) == OFTEN
