"""The features of the bot, one folder each: buttons, handlers, screens, and `feature.py`, which the core reads."""
