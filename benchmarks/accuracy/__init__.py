"""How well annotate does on texts that carry labels: one module a corpus, one table at the end."""
