"""One ticket: what is known of it, what was said, what became of it, and the verbs that its viewer may use now."""
