"""The assistant in the panel: its button above the field for an answer, and how its draft fares."""
