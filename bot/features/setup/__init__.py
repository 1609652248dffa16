"""The feature "setup" of the bot: the steps that set up the help desk."""
