"""The simulated Telegram: a Bot API server, and people to act for; must not know pulldesk."""

from sandbox.telegram.app import make_app
from sandbox.telegram.control import control_routes, perform, read
from sandbox.telegram.views import chat_view, people_view, state_view
from sandbox.telegram.world import TelegramWorld
