"""The steps beyond the first minute: what a press sends, and where it arrives."""

import pytest
from playwright.async_api import expect

from tests.browser.screen import Screen

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
MIRA, OLGA = 4001, 5001


async def _presses(screen: Screen, chapter: str, *steps: str) -> None:
    """Press steps of a chapter, each when the one before has happened."""
    await screen.one(f"chapter-{chapter}").click()
    for step in steps:
        await screen.one(f"try-{step}").click()
        await screen.ticked(step)


async def test_voice_sticker_forward_and_photo_reach_the_agent(screen: Screen) -> None:
    mira, olga = screen.phone(MIRA), screen.phone(OLGA)
    await _presses(screen, "first", "write", "take")
    await _presses(screen, "send", "voice", "sticker", "forward", "photo")
    await expect(mira.chat.locator(".voice").last).to_be_visible()
    await expect(mira.chat.locator(".with-sticker").last).to_be_visible()
    await expect(mira.chat.locator(".forwarded").last).to_contain_text("Ivan")
    await expect(olga.chat.locator(".voice").last).to_be_attached()
    await olga.sees("The coffee machine on the third floor")


async def test_an_answer_counts_also_where_the_bot_asked_for_which_ticket_it_is(screen: Screen) -> None:
    await _presses(screen, "first", "write", "take")
    mira, olga = screen.phone(MIRA), screen.phone(OLGA)
    await olga.writes("Somebody is on the way to you")
    await olga.presses(f"to:{await mira.number()}")
    await mira.sees("Somebody is on the way to you")
    await screen.ticked("answer")


async def test_a_due_date_is_moved_on_the_board_and_a_note_stays_with_the_team(screen: Screen) -> None:
    await _presses(screen, "team", "due", "note")
    await expect(screen.one("fact-due")).to_contain_text("12:00")
    await expect(screen.one("history")).to_contain_text("due ")
    await screen.board.tells("it is the third time this week", "not sent to Mira")
    await expect(screen.phone(MIRA).chat).not_to_contain_text("third time")


async def test_no_in_words_brings_the_request_back(screen: Screen) -> None:
    await _presses(screen, "team", "no")
    await screen.phone(OLGA).sees("no, still the same")
    await expect(screen.phone(MIRA).chat).to_contain_text("is with Olga again")


async def test_take_on_all_phones_has_one_winner(screen: Screen) -> None:
    await _presses(screen, "team", "together")
    await expect(screen.page.get_by_test_id("alert").first).to_be_attached()  # in whichever phone was slower


async def test_a_trainee_answers_and_a_group_asks(screen: Screen) -> None:
    await _presses(screen, "team", "trainee")
    await screen.phone(OLGA).chat.locator("[data-testid^='button-appr:'][data-testid*=':send']").last.click()
    await screen.phone(MIRA).sees("I think you have to switch it off and on again.")
    rosa = screen.page.locator("#agents .phone", has=screen.page.locator(".phone-name", has_text="Rosa Lind"))
    await expect(rosa).to_have_count(0)  # each step adds what it names
    await _presses(screen, "team", "group", "review")
    await expect(screen.page.locator("#requesters .phone-name", has_text="Everybody at work")).to_be_visible()
    await expect(rosa).to_contain_text("reviewer")


async def test_the_step_that_takes_telegram_down_writes_and_its_end_proves_it(screen: Screen) -> None:
    await _presses(screen, "trouble", "telegram")
    await expect(screen.phone(MIRA).chat.locator(".stamp.waiting")).to_have_count(1)
    await screen.one("try-telegram").click()
    await expect(screen.one("notice")).to_contain_text("1 message: 0 lost, 0 doubled.")
