"""How it is delivered: signatures, retries, and how often an endpoint may be called. Pure."""
