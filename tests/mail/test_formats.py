"""Formats of words go both ways by one table: what is struck is never read as if it were valid."""

import pytest

from db.database import Database
from desk.text import Entity, RichText, make_plain
from desk.text.html_text import list_lines
from mail import outbox
from tests.mail.post import posted
from tests.mail.test_by_mail import KIM, _number

STRUCK = {
    "Press <s>the red</s> the green button": ["Press ~the red~ the green button"],
    "Press <strike>red</strike>, <del>blue</del> or <b>green</b>": ["Press ~red~, ~blue~ or green"],
    '<span style="color:red;text-decoration: line-through">red</span> green': ["~red~ green"],
    '<span style="text-decoration-line:line-through">red</span>': ["~red~"],
    "<del><p>red</p><p>blue</p></del><p>green</p>": ["~red", "", "blue~", "", "green", ""],
    '<s><span style="text-decoration:line-through">red</span></s>': ["~red~"],
    "<blockquote><s>red</s></blockquote>green": ["> ~red~", "", "green"],
    "<strong>red</strong> <u>blue</u> <script>x</script>": ["red blue"],
}


@pytest.mark.parametrize("page", STRUCK)
def test_what_is_struck_in_a_mail_is_marked(page: str) -> None:
    assert list_lines(page) == STRUCK[page]


def test_a_page_has_the_formats_and_the_addresses_of_the_words() -> None:
    said = "Press red green: x<y https://a.example/?a=1&b=2. and here https://c.example"
    entities = (
        Entity("strikethrough", 6, 3), Entity("bold", 10, 5), Entity("code", 17, 3),
        Entity("text_link", said.index("here"), 4, (("url", "https://b.example/"),)),
        Entity("code", said.index("https://c"), 17),
    )  # fmt: skip
    page = outbox._make_html(RichText(said, entities), [RichText("Help\n& co")], "en")
    assert "Press <s>red</s> <b>green</b>: <code>x&lt;y</code> " in page
    assert (
        '<a href="https://a.example/?a=1&amp;b=2" rel="noreferrer nofollow">https://a.example/?a=1&amp;b=2</a>. '
        in page
    )
    assert '<a href="https://b.example/" rel="noreferrer nofollow">here</a>' in page
    assert "<code>https://c.example</code>" in page, "code is shown as it is"
    assert ">Help<br>\n&amp; co</p>" in page


async def test_an_answer_is_formatted_and_its_quote_is_known(database: Database) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        await post.writes(KIM, "Which button?")
        await olga.presses(f"claim:{await _number(post)}")
        card = (await olga.containing("Which button?"))["message_id"]
        entities = [{"type": "strikethrough", "offset": 6, "length": 3}, {"type": "bold", "offset": 10, "length": 5}]
        await olga.writes("Press red green", reply_to=card, entities=entities)
        await post.settle()
        sent = post.take_sent()[-1]
        page = sent.get_body(("html",))
        assert page is not None and "Press <s>red</s> <b>green</b><" in page.get_content()
        words = RichText("Press red green", (Entity("strikethrough", 6, 3),))
        assert "\n".join(list_lines(page.get_content())).startswith(make_plain(words))
