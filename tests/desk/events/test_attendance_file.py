"""Files of who takes part: both shapes, and the line of each mistake."""

import pytest

from desk.events import attendance
from desk.events.attendance import MOST_BYTES, Attendance, AttendanceWrongError, read_file

pytestmark = pytest.mark.sentence("Events")

EVENTS = {"kazan": 1, "k-7": 1, "ufa": 2}
PEOPLE = Attendance({1: 2, 2: 1}, {1: frozenset({"7", "8"}), 2: frozenset({"7"})})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("event,attendance\nkazan,250\nufa,0\n", Attendance({1: 250, 2: 0}, {})),
        ("attendance;event\r\n10000000;K-7\r\n", Attendance({1: 10_000_000}, {})),
        ("\ufeffEvent\tParticipant\nkazan\t7\n\nk-7\t8\nufa\t7\nkazan\t7\n", PEOPLE),
        ("\ufeff\n\nevent;attendance\nkazan;250\n", Attendance({1: 250}, {})),
        ("event;attendance;;\nkazan;250; ;\n;;;\nufa;0\n", Attendance({1: 250, 2: 0}, {})),
        ('event,participant\n"kazan","7"\nKAZAN, 8\nufa,7', PEOPLE),
    ],
)
def test_what_a_file_says(text: str, said: Attendance) -> None:
    assert read_file(text.encode(), EVENTS) == said


def test_as_many_lines_as_there_may_be_are_read_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a smaller limit: a hundred thousand lines take a second."""
    monkeypatch.setattr(attendance, "MOST_LINES", 20)
    content = b"event,participant\n" + b"kazan,7\n" * 20
    assert read_file(content, EVENTS) == Attendance({1: 1}, {1: frozenset({"7"})})
    with pytest.raises(AttendanceWrongError, match="attendance-too-large"):
        read_file(content + b"kazan,7\n", EVENTS)


@pytest.mark.parametrize(
    ("content", "key", "line"),
    [
        (b"", "attendance-columns", None),
        (b"event,people\nkazan,1\n", "attendance-columns", None),
        (b"event,attendance,participant\nkazan,1,2\n", "attendance-columns", None),
        (b"event,event\nkazan,1\n", "attendance-columns", None),
        (b"event,attendance\n\n", "attendance-empty", None),
        (b"event,attendance\nkazan,1,2\n", "attendance-cells", 2),
        (b"event,attendance\n\nkazan\n", "attendance-cells", 3),
        (b"event,attendance\nkazan,1\n<b>,2\n", "attendance-unknown-event", 3),
        (b"event,attendance\nkazan,-1\n", "attendance-number", 2),
        (b"event,attendance\nkazan,10000001\n", "attendance-number", 2),
        ("event,attendance\nkazan,²\n".encode(), "attendance-number", 2),
        (b"event,attendance\nufa,1\nkazan,1\nk-7,2\n", "attendance-twice", 4),
        (b"event,participant\nkazan,\n", "attendance-person", 2),
        (b"event,attendance\nkazan,1\nufa,1\nkazan,1\nkazan,1\n", "attendance-twice", 4),
        (b"event,participant\nkazan," + b"x" * 101, "attendance-person", 2),
        (b"event,participant\nkazan,7\nkazan,\xff\n", "attendance-not-utf8", 3),
        (b"x" * (MOST_BYTES + 1), "attendance-too-large", None),
        (b'event,participant\nkazan,"' + b"x" * 140_000, "attendance-cells", 2),
    ],
)
def test_a_mistake_says_its_line_and_nothing_is_read(content: bytes, key: str, line: int | None) -> None:
    with pytest.raises(AttendanceWrongError) as error:
        read_file(content, EVENTS)
    assert (error.value.key, error.value.args_.get("line")) == (key, line)
