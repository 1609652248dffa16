"""One ticket as its readers see it: card, page, receipt, resolution, words, history."""
