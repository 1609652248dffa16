"""The panel's integrations: routes, forms and templates."""
