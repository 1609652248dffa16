"""The Todoist account that the board is kept with: the page where an admin connects one, and the token of each call."""
