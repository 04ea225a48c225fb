"""What happened, who did it to whom, when, and who says so."""
