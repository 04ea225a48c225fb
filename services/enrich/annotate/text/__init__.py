"""A text as it is read: tokens and sentences with true offsets, without markup, in one language, on a budget."""
