"""Questions of a registration in words, as the person sees them: open, answered, skipped or stopped."""

from bot.features.registration import buttons
from bot.views import Reader, Row, keyboards
from desk.organizations.registration_steps import Step
from desk.queries.questions import QuestionInfo
from desk.text import RichText


def make_step_part(reader: Reader, question: QuestionInfo) -> tuple[RichText, tuple[Row, ...]]:
    """Return the question's words in its current state, and its button."""
    if question.step is None:
        return RichText(), ()
    step, value = question.step.step.value, question.step.value
    if question.is_open:
        skip = keyboards.make_button(reader.language, "btn-skip", buttons.RegisterSkip(question=question.id))
        return reader.say_rich("register-ask", step=step), ((skip,),)
    if not question.is_answered:
        return reader.say_rich("register-stopped"), ()
    is_shown = bool(value) or step == Step.ORGANIZATION
    if question.step.skipped or not is_shown:
        return reader.say_rich("register-skipped", step=step), ()
    return reader.say_rich("register-known", step=step, value=value), ()
