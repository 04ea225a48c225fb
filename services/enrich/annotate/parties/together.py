"""Work that parties do together where no event word tells what: "Norway and Russia count cod together".

A word for doing something together stands behind a subject of several parties, or leads to a partner; "joint" says it
of a thing that they make, unless that is a thing of words ("a joint statement").
"""

from services.enrich.annotate.acts import relevance
from services.enrich.annotate.acts.acts import Act
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import HARD, SUBORDINATORS, Scene
from services.enrich.annotate.parties.objects import after_preposition
from services.enrich.annotate.parties.roles import finished, group_left
from services.enrich.knowledge.eventwords import Pattern
from services.enrich.knowledge.wordsets import word_set

_JOINT = frozenset({"joint", "combined"})
_ADVERBS = frozenset({"together", "jointly", "tandem", "alongside"})
_SIGNS = _JOINT | _ADVERBS
_OF_WORDS = word_set("together_of_words")
_NO_WORK = word_set("together_no_work")
_PATTERN = Pattern(words="together", part="verb", type="COOPERATE", mode="cooperation", roles="rec", rest=())


def act(scene: Scene) -> Act | None:
    """What the parties of a sentence do together, or None. It costs nothing where no word says so."""
    low = scene.sentence.low
    if _SIGNS.isdisjoint(low) or not (_NO_WORK.isdisjoint(low) and SUBORDINATORS.isdisjoint(low)):
        return None
    for index in range(2, len(low)):
        if low[index] in _SIGNS and _tells_work(scene, index):
            return _act(scene, index)
    return None


def _tells_work(scene: Scene, index: int) -> bool:
    """Whether a verb stands before the sign, and what is joint is a thing done."""
    low = scene.sentence.low
    if scene.at[index - 1] is not None:
        return False  # "Chad and Niger together hold"
    if low[index] in _JOINT:
        return low[index - 1] != "the" and _OF_WORDS.isdisjoint(low[index + 1 : index + 4])
    return True


def _act(scene: Scene, index: int) -> Act | None:
    low = scene.sentence.low
    word = EventWord(start=index, end=index + 1, head=index, pattern=_PATTERN, voice="active", tense="past")
    doers = group_left(scene, index)
    between = low[doers[-1].end : index] if doers else []
    if not between or any(each in HARD for each in between):
        return None
    partners = after_preposition(scene, index, {"with", "alongside"}, reach=4)
    assigned = finished(scene, word, doers, partners)
    if not assigned.joint or any(one.sector in {"civilian", "business"} for one in assigned.sources):
        return None
    if not relevance.is_relevant(scene, word, assigned):
        return None
    return Act(word=word, type=_PATTERN.type, mode=_PATTERN.mode, roles=assigned)
