"""The form on the web for people without an account, and the page on which each of them reads the answer."""
