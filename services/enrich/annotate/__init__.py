"""From an article to its annotation: actors, places and claims, each with the words that show it. Pure, no I/O."""
