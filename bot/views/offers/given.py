"""A preset answer as its requester reads it, and what they can say to it while their request waits for that."""

from bot.callback_data import offers as data
from bot.views import Reader, Row, keyboards
from desk.queries.questions import QuestionInfo
from desk.text import RichText


def given(reader: Reader, asked: QuestionInfo) -> tuple[RichText, tuple[Row, ...]]:
    """The answer as it was given; its buttons go once somebody was called, has taken it, or it has ended."""
    if not asked.is_open or asked.number is None:
        return asked.said, ()
    helped = keyboards.main(reader.language, "btn-helped", data.Helped(number=asked.number))
    person = keyboards.button(reader.language, "btn-need-person", data.NeedPerson(number=asked.number))
    return asked.said, ((helped, person),)
