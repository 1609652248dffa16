"""Tables of the web door: who asks to be let in, and who is."""
