RELEASED = "0090"
"""The revision of the version before, which may still be at work beside this one."""
