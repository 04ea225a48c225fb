"""Feeds in, articles out: polls feeds politely, finds new and revised entries, and publishes them."""
