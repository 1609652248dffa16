RELEASED = "0012"
"""The revision of the version before, which may still be at work beside this one."""
