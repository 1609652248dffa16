"""The assistant: a model that drafts answers. It gets masked text and returns text; people decide what is sent."""
