"""The visitor's own page: sessions, second factor, links for walls; and the page that asks for the second factor."""
