"""Quality reviews in the panel: routes, forms and templates."""
