"""What is offered to a requester before a person answers: articles that truly fit, never in anybody's way."""
