"""The panel's log: routes, forms and templates."""
