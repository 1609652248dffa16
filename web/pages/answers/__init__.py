"""The page Answers: articles, preset answers, canned replies, what they gave, gaps, the menu, what went to many."""
