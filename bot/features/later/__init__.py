"""What the team plans for later in the bot: planning, the message of each plan, the list of one's own."""
