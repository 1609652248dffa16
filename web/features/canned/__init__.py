"""The panel's canned: routes, forms and templates."""
