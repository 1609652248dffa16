"""A simulated Telegram and a simulated Todoist, reached over HTTP; must not know how the product works."""
