"""`/stats`, `/me`: figures as pictures, by words and by buttons."""
