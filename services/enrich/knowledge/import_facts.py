"""Makes the tables of states, persons, groups, organisations, regions and sites from open fact tables.

    python -m services.enrich.knowledge.import_facts ACTORS_FOLDER PLACES_FOLDER

Run by hand when the facts are newer; its output is committed. What a person keeps (`*_main.tsv`, institutions, event
words) is never written here. `corrections.tsv` and the tables `*_hand.tsv` are read, so that what a person has set
right stays right.
"""

import argparse
from pathlib import Path

from services.enrich.knowledge.import_actors import import_actors
from services.enrich.knowledge.import_places import import_places


def main() -> None:
    """Reads the two folders and writes every table."""
    parser = argparse.ArgumentParser(description="Make the tables of knowledge from open fact tables.")
    parser.add_argument("actors", type=Path)
    parser.add_argument("places", type=Path)
    given = parser.parse_args()
    import_actors(given.actors)
    import_places(given.places)


if __name__ == "__main__":
    main()
