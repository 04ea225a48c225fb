"""A backlog of long articles through one annotate worker."""
