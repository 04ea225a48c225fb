"""The alert service: the log in, signed webhooks out, and what became of each of them as an event."""
