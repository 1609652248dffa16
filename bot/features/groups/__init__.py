"""The feature "groups" of the bot: requests from group chats, and the list of groups for admins."""
