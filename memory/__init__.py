"""What we know: a client's documents, their passages, and what of them is recalled for a piece of work."""
