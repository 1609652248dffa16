"""What is put into the outbox: letters to chats, jobs for the board, what waits for who blocked the bot."""
