"""How Wirewatch is run: containers, Kubernetes, and `deploy.local`, the same parts on one machine without Docker."""
