"""What is told to whom: requester, assignee, staff, the group, and the chats that show a ticket."""
