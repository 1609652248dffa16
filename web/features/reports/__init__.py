"""The panel's reports: routes, forms and templates."""
