"""A claim: an act with its time, who says so and how surely, who disputes it, and how sure we are."""
