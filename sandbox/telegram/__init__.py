"""The simulated Telegram: a Bot API server, and people to act for; must not know pulldesk."""

from sandbox.telegram.app import make_app
from sandbox.telegram.control_api import make_control_routes, perform_action, read_view
from sandbox.telegram.views import get_chat_view, get_people_view, get_state_view
from sandbox.telegram.world import TelegramWorld
