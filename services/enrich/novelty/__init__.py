"""Novelty: the memory of relations, and what in the news is new against it."""
