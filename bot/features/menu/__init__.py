"""The requester's menu in the bot: buttons, handlers and screens."""
