"""What has just happened, on Now; and Now on a wall, for nobody who could press anything."""

import re

import pytest

from tests.flows import acts
from tests.flows.panel.browser import Browser, browser_at
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")

_HOSTILE = "<b>Wi-Fi</b> is gone"


def just(browser: Browser) -> list[str]:
    """The lines of recent activity, without their times."""
    lines = re.findall(r"<li>(.*?)</li>", browser.page.partition('id="just"')[2].partition("</section>")[0], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()).partition(" ")[2] for line in lines]


async def test_what_has_just_happened_is_told_newest_first(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga, vera = (stage.people[name] for name in ("Rita", "Olga", "Vera"))
    await browser.opens("/")
    assert "Recent activity" not in browser.text
    number = await acts.files(rita, _HOSTILE)
    await browser.opens("/")
    filed = f"#{number} " + text_of("page-just-filed") + " · Rita K."
    assert just(browser) == [filed], "and not what she said before it was filed"
    assert "Wi-Fi" not in browser.page.partition('id="just"')[2], "nobody's words are repeated there"
    await olga.presses(f"claim:{number}")
    await acts.answers(olga, number, "On my way.")
    await stage.settle()
    await stage.pass_time(minutes=1)
    await vera.writes(f"/priority {number} 1")
    await acts.answers(olga, number, "// it is the router")
    await stage.settle()
    await olga.presses(f"resolve:{number}")
    await browser.opens("/")
    said = just(browser)
    assert said[0] == f"#{number} resolved · Olga"
    noted = f"#{number} " + text_of("page-just-said", kind="note") + " · Olga"
    assert set(said[1:3]) == {f"#{number} priority critical · Vera", noted}
    assert said[3:] == [f"#{number} answered · Olga", f"#{number} taken · Olga", filed]
    assert f'href="/tickets/{number}"' in browser.page
    assert f'href="/tickets/{number}#act-hand"' not in browser.page, "it needs nobody"
    await vera.writes("/language ru")
    await browser.opens("/")
    assert "Последние события" in browser.text
    assert just(browser)[0] == f"#{number} решена · Olga"
    await vera.writes("/settings panel_for_agents on")
    async with browser_at(browser.client.base_url.port or 0) as other:
        await other.signs_in(olga, str(olga.id))
        await other.opens("/")
        assert len(just(other)) == 6, "it is hers"
        theirs = await acts.files(rita, "The lift stands still")
        await vera.presses(f"claim:{theirs}")
        await other.opens("/")
        assert f"#{theirs}" not in other.text
        assert "#act-hand" not in other.page
        await other.opens("/wall")
        assert (other.status, "Load" in other.text) == (200, False)
    await browser.opens("/")
    assert just(browser)[0] == f"#{theirs} взята · Vera"
    await stage.pass_time(hours=25)
    await browser.signs_in(olga, str(olga.id))
    await browser.opens("/")
    assert (browser.status, just(browser)) == (200, []), "a day later none of it is news"


async def test_a_wall_shows_the_day_and_nothing_to_press(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga, vera = (stage.people[name] for name in ("Rita", "Olga", "Vera"))
    await vera.writes("/settings targets on")
    number = await acts.files(rita, _HOSTILE)
    today = f"{stage.clock():%Y-%m-%d}"
    await vera.writes(f'/event new "Games <i>" {today}')
    await browser.opens("/")
    assert 'href="/wall"' in browser.page
    assert text_of("page-rang", ago="just now") in browser.text
    assert text_of("page-first-answer-waits", n=1) in browser.text
    await browser.opens("/wall")
    assert browser.status == 200
    assert text_of("page-untaken") + " 1 " + text_of("page-oldest", time="1 min") in browser.text
    assert "Games &lt;i&gt;</span>, day 1" in browser.page
    assert "&lt;b&gt;Wi-Fi" in browser.page
    assert just(browser) == [f"#{number} " + text_of("page-just-filed") + " · Rita K."]
    main = browser.page.partition("<main")[2]
    assert not re.search(r"<(a|button|form|input|select)\b", main)
    assert 'hx-trigger="sse:changed, passed, every 60s"' in main
    await olga.presses(f"claim:{number}")
    await stage.pass_time(minutes=20)
    await acts.answers(olga, number, "On my way.")
    await stage.settle()
    await browser.opens("/wall")
    assert re.search(text_of("page-first-answer") + " 2\\d min 90%: 2\\d min", browser.text)
    browser.client.cookies.clear()
    assert await browser.opens("/wall") == "/sign-in"
