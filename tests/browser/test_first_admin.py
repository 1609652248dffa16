"""An evening of whoever sets a desk up: nobody is there, the printed link, colleagues, duty, a dismissal."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser import demo
from tests.browser.screen import opened

pytestmark = [pytest.mark.broad, pytest.mark.xdist_group("browser")]
TIMUR, OLGA, PAVEL, DANA = 4002, 5001, 5002, 5003


async def test_a_desk_is_set_up_from_the_printed_link_to_a_dismissal(browser: Browser, tmp_path: Path) -> None:
    async with demo.empty(tmp_path / "data", "ru") as (url, code), opened(browser, url) as screen:
        await screen.ready()
        timur, olga, pavel, dana = (screen.phone(person) for person in (TIMUR, OLGA, PAVEL, DANA))
        await expect(olga.node).to_contain_text("not on the team yet")
        await expect(olga.chat).to_contain_text("В команде ещё никого.")
        await olga.writes(f"/start {code}")
        await olga.sees("Вы администратор.")
        await olga.writes("/categories add Техника")
        await olga.sees("Тема 1: Техника.")
        await olga.writes("/link")
        await olga.chat.get_by_role("button", name="Olga Berg").click()
        await olga.sees("На доске вы Olga Berg.")

        await olga.writes("/invite")
        await olga.opens_the_link("Pavel")
        await pavel.shows("Вы в команде.")
        await olga.writes("/invite admin")
        await olga.sees("Ссылка для нового администратора")
        await olga.opens_the_link("Dana")
        await olga.presses(f"admit:{DANA}")
        await dana.shows("Вы администратор.")

        await pavel.large()
        await pavel.writes("/away")
        await pavel.sees("Вы отошли")
        await timur.large()
        await timur.writes("Не печатает принтер на втором этаже")
        await timur.sends_now()
        await olga.large()
        await olga.presses("claim:1")
        await timur.sees("Olga занимается вашей заявкой", "#1")
        await expect(pavel.chat).not_to_contain_text("принтер")

        await olga.writes("/staff")
        await olga.presses(f"person:{PAVEL}")
        await olga.presses(f"dismiss:{PAVEL}")
        await olga.sees("Pavel больше не в команде")
        await expect(screen.one("requesters").get_by_test_id(f"phone-{PAVEL}")).to_be_visible()
        assert screen.complaints == []
