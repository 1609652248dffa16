"""Plans of the team in the panel: routes, forms and templates."""
