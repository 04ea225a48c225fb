"""Annotate's speed: against spaCy on the same texts in the same run, by workers, and by stage."""
