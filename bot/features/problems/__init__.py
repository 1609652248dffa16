"""Known problems in the bot: their list, their words, who follows them."""
