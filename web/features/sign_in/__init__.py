"""The panel's sign in: routes, forms and templates."""
