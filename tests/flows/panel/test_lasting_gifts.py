"""A session of the panel gives nobody more than it lasts: every form there is, in the hands of a thief.

Each form that gives something is refused until its person has confirmed it in Telegram, and works then; all the
others leave what people, tokens, links and webhooks may do as it was.
"""
