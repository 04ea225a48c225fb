"""Replays a folder of feeds through the whole system: a wire that serves them, a receiver of webhooks, and a demo.

For `make demo`, the acceptance tests and the end-to-end benchmark; no service imports it.
"""
