"""The panel's answers: routes, forms and templates."""
