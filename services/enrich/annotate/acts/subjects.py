"""What a text is of, told by its words, and so which acts it may tell: of sport, of shows, of business, of war.

A word stands in one row of words.tsv (`subjects_*`): the row says how much it outweighs. Each set here is what one
question asks for, so that a new word is told to all of them at once.
"""

from services.enrich.knowledge.wordsets import word_set


def _of(*rows: str) -> frozenset[str]:
    """The words of these rows together."""
    return frozenset().union(*(word_set(f"subjects_{row}") for row in rows))


PLAY = _of("sport")
"""A sentence with one of them tells of play, whatever its event word is."""
SPORT = _of("sport", "games", "players")
"""Beside a cue of novelty they tell of sport, in its sentence or in the lead."""
LEAD_OF_SPORT = _of("sport", "games")
"""One in the lead may make the article one of sport, where more speaks for it."""
MORE_OF_SPORT = _of("players", "matches", "play")
"""What then speaks for it."""
SHOWS = _of("shows", "arts")
"""In the lead they tell of culture; a court's case about one of them is no first of states."""
NOT_OURS = SPORT | _of("shows", "apart", "private")
"""Beside them an act without a known doer is none of war or politics."""
ELSEWHERE = _of("shows", "apart", "matches", "everyday", "disasters")
"""Beside them, and beside SPORT, talk, praise and trade, and what only a frame tells, are no news of states."""
ACCIDENTS = _of("accidents", "disasters")
"""Who died in them was killed by nobody."""
WAR = _of("war")
"""Beside them an act of force is one of war."""
VIOLENCE = WAR | _of("arms")
"""Beside them nobody died by accident, and no game is played."""
