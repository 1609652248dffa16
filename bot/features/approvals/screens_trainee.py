"""How a trainee's answers fare, who approves them first, and the button that makes the trainee an agent."""

from bot.features.approvals.buttons import Mentor, Promote
from bot.features.team.buttons import MemberPage
from bot.views import Reader, Rendered, compose, keyboards
from desk.approvals import trainee_figures
from desk.approvals.trainee_figures import TraineeFigures
from desk.i18n.formats import format_duration
from desk.outbox import Show
from desk.text import RichText

_MENTORS = 8


async def render_trainee(reader: Reader, letter: Show) -> Rendered | None:
    """Render the figures of the person that the letter names by Telegram id."""
    key = int(letter.find or 0)
    figures = await trainee_figures.load_figures(reader.session, key, now=reader.now)
    if figures is None:
        return None
    language = reader.language
    mentors = [
        keyboards.make_button(language, "btn-mentor", Mentor(person=key, mentor=mentor), name=name)
        for mentor, name in figures.mentors[:_MENTORS]
        if name != figures.mentor
    ]
    if figures.mentor is not None:
        mentors.append(keyboards.make_button(language, "btn-no-mentor", Mentor(person=key, mentor=0)))
    promote = keyboards.make_main_button(language, "btn-promote", Promote(person=key), name=figures.name)
    back = keyboards.make_button(language, "btn-member", MemberPage(person=key))
    return Rendered(_format(reader, figures), (*keyboards.arrange_rows(mentors, 2), (promote,), (back,)))


def _format(reader: Reader, figures: TraineeFigures) -> RichText:
    wait = format_duration(reader.language, figures.wait) if figures.wait is not None else ""
    sent = figures.unchanged + figures.changed
    return compose.join_lines(
        [
            compose.make_bold(figures.name),
            reader.say_rich("trainee-figures", n=sent, share=figures.share, changed=figures.changed),
            reader.say_rich("trainee-returned", n=figures.returned, waiting=figures.waiting),
            reader.say_rich("trainee-wait", wait=wait) if wait else "",
            reader.say_rich("trainee-mentor", name=figures.mentor or "", has=int(figures.mentor is not None)),
        ]
    )
