"""Which act a cue of the lead is said of: a claim of its sentence, one told before, or an act that no claim tells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from services.enrich.annotate.actors.entities import Entity, taken
from services.enrich.annotate.acts import patterns, sense
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Roles, Scene
from services.enrich.annotate.claims.claims import Made
from services.enrich.annotate.claims.rules import Rules
from services.enrich.annotate.parties import noun_roles, roles
from services.enrich.annotate.stated import leads
from services.enrich.annotate.stated.cues import Cue
from services.enrich.annotate.stated.leads import Sign, Told
from services.enrich.knowledge.wordsets import word_set

How = Literal["bound", "own", "before", "earlier", "after", "made", "elsewhere"]
"""Whether the grammar has bound a claim, or the act is a claim of the cue's sentence, of one
before that it takes up, of another before or after it; or made of its words, of another's."""
_CLOSING = word_set("cues_closing")
_REFERRING = word_set("stated_referring")
_LIVE = frozenset({"actual", "claimed", "planned"})
_POORER = 4
"""How many tokens farther off a word of a surer table may stand than one of the next."""
_APART = 8
"""What the end of a clause counts for between them."""
_WEAKEST = 3
"""The table whose words tell an act only where no claim near does."""
_ELSEWHERE = frozenset({"before", "earlier", "after"})
_LOOSE = frozenset({"earlier", "after"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """An act that no claim tells: an event word with its roles in the scene of a sentence.

    table: how sure the word's table is, from 0, a usual event word, to 3.
    """

    told: Told
    scene: Scene
    word: EventWord
    roles: Roles
    table: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """The act that a cue is said of: the number of a claim that stands, or a fresh one."""

    how: How
    act: int | Fresh


def of(sign: Sign, lead: list[Told], made: list[Made], rules: Rules) -> Bearer | None:
    """The act that a cue is said of, None where nothing in the lead tells one."""
    standing = _standing(sign, lead, made)
    if (standing is None or standing.how in _ELSEWHERE) and leads.has_thing_next(
        sign.told.sentence.low, sign.cue, rules
    ):
        standing, lead = None, []
    if standing is not None and standing.how not in _LOOSE:
        return standing
    here = _fresh(sign.told, sign.cue, rules)
    if here is not None and (standing is None or (here.roles.sources and here.table < _WEAKEST)):
        return Bearer(how="made", act=here)
    if standing is not None:
        return standing
    others = (_fresh(told, None, rules) for told in lead[:2] if not (told is sign.told or told.claims))
    return next((Bearer(how="elsewhere", act=one) for one in others if one is not None), None)


def _standing(sign: Sign, lead: list[Told], made: list[Made]) -> Bearer | None:
    """The claim that a cue is said of: the one that grammar has bound, the one that the sentence takes up, its own."""
    earlier = [number for told in reversed(lead[: sign.number]) for number in told.claims]
    live = [number for number in earlier if made[number].claim.status in _LIVE]
    own = [number for number in sign.told.claims if made[number].claim.status in _LIVE or sign.cue.place != "echo"]
    own.sort(key=lambda number: _distance(sign.told.sentence.low, sign.cue, made[number].word))
    later = lead[1].claims if sign.number == 0 and len(lead) > 1 else ()
    ways: tuple[tuple[How, Sequence[int]], ...] = (
        ("bound", [n for told in lead for n in told.claims if leads.stands_for(sign.told, sign, made[n])]),
        ("before", [n for n in live if n in lead[sign.number - 1].claims] if _refers(sign) else ()),
        ("own", own),
        ("earlier", [n for n in live if made[n].sentence.field == "title"]),
        ("after", later),
    )
    return next((Bearer(how=how, act=numbers[0]) for how, numbers in ways if numbers), None)


def _refers(sign: Sign) -> bool:
    """Whether the cue's sentence takes up what was told before: "It was", "The raids mark", "had never been used"."""
    return sign.number > 0 and sign.told.sentence.low[0] in _REFERRING


def _distance(low: list[str], cue: Cue, word: EventWord) -> int:
    """Tokens between a cue and an event word; more where a clause ends between them."""
    between = low[cue.end : word.start] if word.start >= cue.end else low[word.end : cue.start]
    return len(between) + _APART * any(piece in _CLOSING for piece in between)


def _fresh(told: Told, cue: Cue | None, rules: Rules) -> Fresh | None:
    """The act that the words of a sentence tell best beside a cue; without one, the first that they tell."""
    sentence = told.sentence
    found = _words(told, rules, whole=True) or [(_WEAKEST, word) for _, word in _words(told, rules, whole=False)]
    scene = Scene.of(sentence, told.entities, [word for _, word in found])
    since = sentence.low.index("since") if "since" in sentence.low else len(sentence)
    fitting = [
        (table, word)
        for table, word in found
        if word.start < since
        and (table or sense.is_meant(scene, word, rules.senses))
        and not (cue and _is_of_cue(cue, word))
    ]
    if not fitting:
        return None
    at = cue or Cue(start=0, end=0, kind="first", place="clause")
    table, word = min(fitting, key=lambda one: (_distance(sentence.low, at, one[1]) + _POORER * one[0], one[0]))
    return Fresh(told=told, scene=scene, word=word, roles=_roles(scene, word), table=table)


def _words(told: Told, rules: Rules, *, whole: bool) -> list[tuple[int, EventWord]]:
    """The words of a sentence that may tell an act, with their tables. whole: not those that end a name ("troops")."""
    sentence = told.sentence
    named = [entity for entity in told.entities if entity.form != "role"]
    covered = taken(len(sentence), named if whole else [replace(one, end=one.name_end) for one in named])
    tables = (rules.events, rules.cue_events, rules.cue_frames, rules.cue_words)
    return [(table, word) for table, first in enumerate(tables) for word in patterns.find(sentence, first, covered)]


def _is_of_cue(cue: Cue, word: EventWord) -> bool:
    return word.start < cue.end and cue.start < word.end and cue.kind != "resumed"


def _roles(scene: Scene, word: EventWord) -> Roles:
    """The roles that grammar gives, else the sentence's first actor as who did it."""
    assigned = noun_roles.of_noun(scene, word) if word.voice == "noun" else roles.of_verb(scene, word)
    if assigned.sources:
        return assigned
    first = next(_may_act(scene.entities), None)
    if first is None:
        return assigned
    return roles.finished(scene, word, (first,), tuple(one for one in assigned.targets if one is not first))


def _may_act(entities: list[Entity]) -> Iterator[Entity]:
    for one in entities:
        if (
            one.party
            and not one.modifier
            and not one.mere_place
            and one.sector not in {"civilian", "business", "media"}
        ):
            yield one
