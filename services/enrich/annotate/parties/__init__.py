"""Who did it to whom: the subjects and objects of an act, known, owned or known by their words alone."""
