"""What is told: a development put together from the log, and the message that tells it. Pure."""
