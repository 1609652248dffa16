"""Quality reviews: criteria, samples of solved tickets, marks of reviewers, what agents say to them."""
