"""A visitor breaks it and watches everything arrive: the menu "Cause trouble", on the demo's page."""

import pytest
from playwright.async_api import expect

from tests.browser.screen import Screen
from tests.texts import piece_of, text_of

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
OLGA, PAVEL = 5001, 5002


async def test_what_is_taken_while_todoist_is_down_moves_when_it_is_back(screen: Screen) -> None:
    anna = await screen.adds_person("Anna Kern")
    await anna.writes("Team North cannot upload their solution")
    await anna.sends_now()
    number = await anna.number()
    await screen.board.has(number, "new")

    await screen.trouble("trouble-todoist")
    await expect(screen.one("banner-board")).to_contain_text("Todoist is down.")
    await expect(screen.one("trouble")).to_contain_text("1")
    await screen.phone(OLGA).presses(f"claim:{number}")
    await anna.sees("Olga is looking after your request")
    await expect(screen.board.card(number)).to_contain_text("moves to Assigned")
    await screen.board.has(number, "new")
    await screen.ticked("todoist")

    await screen.trouble("trouble-todoist")
    await expect(screen.one("banner-board")).to_be_hidden()
    await screen.board.has(number, "assigned")


async def test_what_is_written_while_telegram_is_down_arrives_once_in_order(screen: Screen) -> None:
    boris = await screen.adds_person("Борис", "ru")
    await screen.trouble("trouble-telegram")
    await expect(screen.one("banner-requesters")).to_contain_text("Telegram is down.")
    await boris.writes("Сломался принтер")
    await boris.writes("в холле на первом этаже")
    await expect(boris.chat.locator(".stamp.waiting")).to_have_count(2)

    await screen.trouble("trouble-telegram")
    await boris.sends_now()
    await expect(boris.chat.locator(".stamp.waiting")).to_have_count(0)
    await boris.sees("передана дежурным")
    await expect(screen.one("notice")).to_contain_text("2 messages: in order, 0 lost, 0 doubled.")
    await screen.phone(PAVEL).sees("Сломался принтер", "в холле на первом этаже")


async def test_the_bot_killed_while_somebody_types(screen: Screen) -> None:
    clara = await screen.adds_person("Clara")
    await clara.types("Which door is open after eight in the evening?")
    await screen.trouble("kill-bot")
    await expect(screen.one("banner-requesters")).to_contain_text("The bot is not running.")
    await clara.writes("Which door is open after eight in the evening?")
    await expect(screen.one("notice")).to_contain_text("Written meanwhile: 1. Arrived: 0.")

    await screen.trouble("start-bot")
    await clara.sends_now()
    await screen.phone(OLGA).sees("Which door is open after eight")
    await screen.ticked("kill")


async def test_a_restart_of_everything_keeps_what_is_half_typed(screen: Screen) -> None:
    dora = await screen.adds_person("Dora")
    await dora.types("The lift")
    await screen.trouble("restart-all")
    await screen.one("inside").locator("summary").click()
    await expect(screen.one("processes").locator(".unwell").first).to_be_visible()
    await expect(screen.one("processes").locator(".unwell")).to_have_count(0)
    await expect(screen.one(f"composer-{dora.person}")).to_have_value("The lift")
    await dora.writes("The lift is stuck between two floors")
    await dora.sends_now()
    await screen.phone(OLGA).sees("The lift is stuck")


async def test_an_answer_on_the_board_arrives_without_webhooks_and_over_a_slow_network(screen: Screen) -> None:
    emil = await screen.adds_person("Emil")
    await emil.writes("Is there a quiet room for the jury?")
    await emil.sends_now()
    number = await emil.number()
    await screen.board.has(number, "new")
    await screen.trouble("trouble-webhooks")
    await screen.board.opens(number)
    await screen.board.comments("Yes, 204, the key is with me.")
    await emil.sees("Yes, 204, the key is with me.")
    await screen.trouble("trouble-webhooks")

    await screen.trouble("trouble-slow")
    await emil.writes("Thank you, and until when?")
    await screen.board.tells("until when")
    await screen.trouble("trouble-slow")
    await expect(screen.one("trouble")).not_to_contain_text("1")


async def test_an_hour_later_the_team_is_reminded(screen: Screen) -> None:
    fay = await screen.adds_person("Fay")
    await fay.writes("Nobody has opened hall C yet")
    await fay.sends_now()
    await screen.phone(OLGA).sees("Nobody has opened hall C yet")
    await screen.trouble("skip-hour")
    title, _, words = piece_of("nobody-free").removeprefix(": ").partition(". ")
    await fay.sees(title, words)
    await screen.one("trouble").click()
    await expect(screen.one("trouble-menu")).to_contain_text("1 h on")


async def test_one_gets_late_at_one_press(screen: Screen) -> None:
    await screen.one("chapter-team").click()
    await screen.one("try-overdue").click()
    await expect(screen.page.locator(".card", has_text="The door of the archive does not open")).to_contain_text("late")
    await screen.ticked("overdue")


async def test_a_finished_month_gives_the_figures_something_to_show(screen: Screen) -> None:
    """The last of them: from here on the demo's desk has a past."""
    await screen.one("more").click()
    await screen.one("month").click()
    await expect(screen.one("more-menu")).to_contain_text("requests: /stats as Olga")
    await screen.page.keyboard.press("Escape")
    olga = screen.phone(OLGA)
    await olga.writes("/stats month")
    await olga.sees(text_of("figure-filed") + ": 4")
