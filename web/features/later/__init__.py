"""What the team plans for later in the panel: routes, forms and templates."""
