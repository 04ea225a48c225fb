"""Stated novelty that the grammar of a clause does not bind: read by the whole lead, and by weight."""
