"""Known problems that affect many: new requesters are told about them, and followers are notified when they end."""
