"""What subscribers ask for: subscriptions, read from YAML, and whether a development is what one asks for. Pure."""
