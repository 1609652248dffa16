"""Tables of prepared texts: articles, canned replies, text overrides, the menu, announcements."""
