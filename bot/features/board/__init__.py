"""The Todoist board in the bot: buttons, handlers and screens."""
