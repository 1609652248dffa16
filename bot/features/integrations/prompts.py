"""The reply to the question for an integration's name or allowed pages."""

from bot.features.integrations.buttons_integrations import COPY_TOKEN
from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.integrations import integrations
from desk.outbox import Say, Show, letters


async def set_integration(desk: Desk, incoming: IncomingMessage, key: str) -> Show:
    """Add an integration by its name and send its token once (`systemask:0`), or set the allowed pages of one
    (`systemask:<id>`)."""
    system, typed = int(key), incoming.words.text
    if system:
        await integrations.allow_pages(desk, system, typed)
    else:
        system, token = await integrations.create_integration(desk, typed)
        name = (await integrations.load_integration(desk, system)).name
        told = Say("system-token", {"name": name, "token": token}, COPY_TOKEN, secret=("token",))
        letters.queue_letter(desk.session, desk.require_actor().id, told, now=desk.now)
    return Show("systems", slot="systems", find=f"{system}.is", fresh=True)
