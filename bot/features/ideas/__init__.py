"""Ideas in the bot: suggesting, voting, and the list of the team."""
