"""Pages as answers: what is known of them before a browser has read them."""

from datetime import UTC, datetime

from web.rendering import Words, preload_header, render_page

WORDS = Words("en", datetime(2026, 11, 22, tzinfo=UTC), "UTC")


def test_what_comes_before_anything_is_painted_is_named_ahead_of_the_page() -> None:
    made = render_page("refused.html", WORDS, code=404, said="", typed=())
    styles = "</static/tokens.css>; rel=preload; as=style, </static/panel.css>; rel=preload; as=style"
    assert made.headers["link"] == styles, "not the scripts that come later"


def test_what_people_wrote_is_no_part_of_it() -> None:
    head = '<head><script src="/static/theme.js"></script><script src="/static/keys.js" defer></script></head>'
    assert preload_header(head + '<script src="/static/live.js">') == "</static/theme.js>; rel=preload; as=script"
    assert preload_header('<tr><link rel="stylesheet" href="/static/now.css"></tr>') == ""
