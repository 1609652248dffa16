"""What draws for chats: blocks on a page, as PNG. Alone knows matplotlib."""
