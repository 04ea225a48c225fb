"""An annotation for a person: in a terminal or as a page, with the reasons."""
