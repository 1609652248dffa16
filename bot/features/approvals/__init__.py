"""Approvals in the bot: answers of trainees, before they are sent."""
