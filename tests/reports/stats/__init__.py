"""Pictures of figures: what stands on them."""
