"""What else the page shows of the contract: a team that changes, requests side by side, categories, the board's own."""

import pytest
from playwright.async_api import expect

from tests.browser.screen import Screen

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
OLGA, PAVEL, DANA = 5001, 5002, 5003


async def test_a_new_agent_is_invited_joins_and_is_linked(screen: Screen) -> None:
    noor = await screen.adds_agent("Noor")
    await noor.sees("You are on the team")
    await screen.phone(OLGA).sees("Noor, who is now on the team")
    await noor.sees("On the board you are Noor")
    await screen.one("board-as").click()
    await expect(screen.one("as-menu")).to_contain_text("Noor")
    await screen.page.keyboard.press("Escape")


async def test_who_is_away_gets_no_broadcast_and_is_shown_so(screen: Screen) -> None:
    dana = screen.phone(DANA)
    await dana.large()
    await dana.writes("/away")
    await dana.sees("You are away")
    await expect(dana.node).to_contain_text("away")
    gina = await screen.adds_person("Gina")
    await gina.writes("There is no hot water in the kitchen")
    await gina.sends_now()
    await screen.phone(PAVEL).sees("no hot water in the kitchen")
    await expect(dana.chat).not_to_contain_text("no hot water in the kitchen")
    await dana.writes("/back")
    await expect(dana.node.locator(".tag", has_text="away")).to_have_count(0)


async def test_two_requests_at_once_are_kept_apart(screen: Screen) -> None:
    hugo, iris = await screen.adds_person("Hugo"), await screen.adds_person("Ирис", "ru")
    await hugo.large()
    await hugo.writes("The beamer in hall A shows everything in green")
    await iris.writes("Потерялся бейдж на имя Ирис")
    await hugo.sends_now()
    await iris.sends_now()
    first, second = await hugo.number(), await iris.number()
    assert first != second
    await screen.phone(OLGA).presses(f"claim:{first}")
    await screen.phone(PAVEL).presses(f"claim:{second}")
    await hugo.sees("Olga is looking after your request", f"#{first}")
    await iris.sees("Pavel занимается вашей заявкой", f"#{second}")
    await screen.board.opens(second)
    await screen.board.acts_as("Pavel")
    await screen.board.comments("Новый бейдж ждёт на стойке.")
    await iris.sees("Новый бейдж ждёт на стойке.")
    await expect(hugo.chat).not_to_contain_text("Новый бейдж")


async def test_a_category_made_by_the_admin_is_offered_chosen_and_becomes_a_label(screen: Screen) -> None:
    olga = screen.phone(OLGA)
    await olga.writes("/categories add Lost and found")
    await olga.sees("Lost and found")
    jana = await screen.adds_person("Jana")
    await jana.writes("I have left my blue jacket in hall B")
    await jana.chat.get_by_role("button", name="Lost and found").click()
    await jana.sends_now()
    number = await jana.number()
    await screen.board.has(number, "new")
    await expect(screen.board.card(number)).to_contain_text("Lost_and_found")


async def test_a_task_added_on_the_board_becomes_a_ticket_and_its_deletion_ends_it(screen: Screen) -> None:
    await screen.board.acts_as("Pavel")
    await screen.board.adds("Order forty more chairs")
    card = screen.page.locator(".card", has_text="Order forty more chairs")
    await expect(card.locator(".pill:not(.unnumbered)")).to_be_visible()
    number = int(await card.get_attribute("data-number") or 0)
    olga = screen.phone(OLGA)
    await olga.sees(f"#{number}", "Order forty more chairs")
    await olga.presses(f"claim:{number}")
    await screen.board.has(number, "assigned")
    await screen.board.opens(number)
    await screen.one("delete-task").click()
    await expect(screen.board.card(number)).to_have_count(0)
    await olga.sees(f"#{number}", "deleted")


async def test_a_card_dragged_completed_and_undone(screen: Screen) -> None:
    kira = await screen.adds_person("Kira")
    await kira.writes("The coffee machine wants to be descaled")
    await kira.sends_now()
    number = await kira.number()
    await screen.phone(OLGA).presses(f"claim:{number}")
    await screen.board.has(number, "assigned")
    await screen.board.drags(number, "pending")
    await kira.sees("waiting for your answer", f"#{number}")
    await screen.board.opens(number)
    await screen.one("complete").click()
    await expect(screen.page.locator(f".card.struck[data-number='{number}']")).to_be_visible()
    await kira.offers(f"solved:{number}:no")
    await kira.presses(f"solved:{number}:no")
    await screen.board.has(number, "reopened")
