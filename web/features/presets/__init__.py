"""The panel's presets: routes, forms and templates."""
