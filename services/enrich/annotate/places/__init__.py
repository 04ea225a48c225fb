"""Where: names of places found, then settled which."""
