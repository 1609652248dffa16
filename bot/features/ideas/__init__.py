"""Ideas in the bot: suggesting, voting, and the team's list."""
