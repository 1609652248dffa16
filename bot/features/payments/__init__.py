"""Payments in the bot: prices of requests, Telegram's invoices, balances."""
