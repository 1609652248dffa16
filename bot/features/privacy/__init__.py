"""Privacy in the bot: what is kept of people, their data as a file, erasing it, and consent before a first request."""
