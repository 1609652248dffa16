"""One day of a large team, played through the sandbox: what each of them was sent, and how often it rang."""
