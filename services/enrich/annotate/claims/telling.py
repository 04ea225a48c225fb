"""The acts that a sentence tells, those of its main clause first; strangers act where the tables know nobody."""

from dataclasses import dataclass

from services.enrich.annotate.actors.entities import Entity, taken
from services.enrich.annotate.claims import acts, attribution, patients, patterns, salience, strangers
from services.enrich.annotate.claims.acts import Act
from services.enrich.annotate.claims.attribution import Attribution
from services.enrich.annotate.claims.rules import Rules
from services.enrich.annotate.claims.scene import Scene
from services.enrich.annotate.claims.speakers import Speaker
from services.enrich.annotate.text.document import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A sentence as a scene, who says what in it, and its acts."""

    scene: Scene
    said: list[Attribution]
    acts: list[Act]

    @property
    def is_main(self) -> bool:
        """Whether the main clause tells an act."""
        return bool(self.acts) and salience.depth(self.scene, self.acts[0].word) == 0


def of(
    sentence: Sentence,
    entities: list[Entity],
    places: list[tuple[int, int]] | None,
    rules: Rules,
    earlier: Speaker | None,
) -> Telling:
    """What the sentence tells. places: the tokens of its literal places, None where no stranger is to act.

    earlier: whom "he said" means.
    """
    known = _with_patients(_telling(sentence, entities, rules, earlier), places)
    if known.is_main or not known.scene.words or places is None:
        return known
    named = strangers.added(sentence, entities, places)
    if named is entities:
        return known
    wider = _telling(sentence, named, rules, earlier)
    standing = [act for act in wider.acts if strangers.stands(act, wider.scene) and _has_its_sides(act)]
    wider = Telling(scene=wider.scene, said=wider.said, acts=standing)
    return wider if standing and (wider.is_main or not known.acts) else known


def _with_patients(told: Telling, places: list[tuple[int, int]] | None) -> Telling:
    """The acts with the targets that no table names; without those that lack a side that their word needs."""
    found = told.acts
    if not found:
        return told
    if places is not None:
        taken_by_places = [False] * len(told.scene.sentence)
        for start, end in places:
            taken_by_places[start:end] = [True] * (end - start)
        found = [patients.completed(act, told.scene, taken_by_places) for act in found]
    return Telling(scene=told.scene, said=told.said, acts=[act for act in found if _has_its_sides(act)])


def _has_its_sides(act: Act) -> bool:
    """Whether both sides are known, or the word needs but one."""
    roles, pattern = act.roles, act.word.pattern
    together = roles.joint and pattern.roles == "rec"
    return not pattern.two_sided or together or bool(roles.sources and roles.targets)


def _telling(sentence: Sentence, entities: list[Entity], rules: Rules, earlier: Speaker | None) -> Telling:
    words = patterns.find(sentence, rules.events, taken(len(sentence), entities))
    scene = Scene.of(sentence, entities, words)
    said = attribution.find(scene, rules.speech, earlier)
    found = acts.find(scene, said, rules.senses) if entities else ()
    ordered = sorted(found, key=lambda act: salience.depth(scene, act.word))
    return Telling(scene=scene, said=said, acts=_sentences_first(ordered))


def _sentences_first(told: list[Act]) -> list[Act]:
    """A sentence before the conviction that it rests on: "convicted him of theft and sentenced him to a year"."""
    if not any(act.mode == "sentence" for act in told):
        return told
    return sorted(told, key=lambda act: act.word.pattern.words.startswith("convict"))
