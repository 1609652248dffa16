"""What hearing costs people, from the rows of questions: those that nobody answered, or the clock did, and a No."""

from collections import Counter

from db.models import Question, QuestionKind
from desk.metrics.streams import STREAMS
from tests.desk.stage import Someone, Stage


async def test_a_question_counts_as_unanswered_or_as_refused(stage: Stage, rita: Someone) -> None:
    kinds = QuestionKind.WHERE_TO, QuestionKind.CLOSE, QuestionKind.CLOSE, QuestionKind.CLOSE
    answers = (None, {}), (stage.now, {"by_clock": True}), (stage.now, {}), (stage.now, {"chosen": 7})
    async with stage.database.unit_of_work() as session:
        for kind, (at, data) in zip(kinds, answers, strict=True):
            asked = Question(person_id=rita.id, kind=kind, data=data, asked_at=stage.now)
            asked.answered_at = asked.closed_at = at
            session.add(asked)
            await session.flush()
        rows = (await session.execute(STREAMS["questioned"].rows)).all()
    found = Counter((one.unpressed, one.refused) for one in rows)
    assert found == {(1, None): 2, (None, 1): 1, (None, None): 1}
