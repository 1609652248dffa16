"""`/settings`: what admins change while the desk runs."""
