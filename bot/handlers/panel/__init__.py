"""`/panel`, and the answers to a browser that asks to be let in."""
