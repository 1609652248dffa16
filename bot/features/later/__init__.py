"""Plans of the team in the bot: planning, the message of each plan, the list of one's own."""
