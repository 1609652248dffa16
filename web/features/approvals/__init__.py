"""Answers that wait for approval in the panel: routes, forms and templates."""
