"""Tables of what is kept ready to be said: articles, canned replies, words of the bot, mailings."""
