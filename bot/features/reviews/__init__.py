"""Quality reviews in the bot: one’s own reviews, and the answer to one."""
