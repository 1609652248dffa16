"""Looks for what is wrong with an installation, and says what to type. Changes nothing but a waiting hint for the
board."""
