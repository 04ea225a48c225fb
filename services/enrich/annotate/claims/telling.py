"""The acts that a sentence tells, those of its main clause first; strangers act where the tables know nobody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.enrich.annotate.actors.entities import Entity, taken
from services.enrich.annotate.acts import acts, happened, patterns
from services.enrich.annotate.acts.acts import Act
from services.enrich.annotate.acts.scene import Scene
from services.enrich.annotate.claims import attribution, salience
from services.enrich.annotate.claims.attribution import Attribution
from services.enrich.annotate.claims.rules import Rules
from services.enrich.annotate.claims.speakers import Speaker
from services.enrich.annotate.parties import crowds, patients, strangers, together
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
    read: Sequence[Sentence] = (),
) -> Telling:
    """What the sentence tells. places: the tokens of its literal places, None where no stranger is to act.

    earlier: whom "he said" means. read: the sentences of the article, which name in full who has but a surname here.
    """
    known = _with_patients(_telling(sentence, entities, rules, earlier), places)
    complete = known.is_main and not _lacks_doer(known.acts[0])
    if complete or places is None:
        return known
    told = _with_strangers(known, entities, places, rules, earlier, read) if known.scene.words else known
    return told if told.acts else replace(told, acts=happened.found(told.scene, places, rules.senses))


def _with_strangers(
    known: Telling,
    entities: list[Entity],
    places: list[tuple[int, int]],
    rules: Rules,
    earlier: Speaker | None,
    read: Sequence[Sentence],
) -> Telling:
    """What the sentence tells with the actors that no table names, else what it tells without them."""
    sentence = known.scene.sentence
    named = strangers.added(sentence, entities, places)
    named = crowds.added(sentence, named, known.scene.words, places, read)
    if named is entities:
        return known
    wider = _telling(sentence, named, rules, earlier)
    standing = [act for act in wider.acts if strangers.stands(act, wider.scene) and _has_its_sides(act)]
    wider = Telling(scene=wider.scene, said=wider.said, acts=standing)
    if known.is_main:
        same = bool(standing) and standing[0].word.start == known.acts[0].word.start
        return wider if same and standing[0].roles.sources else known
    return wider if standing and (wider.is_main or not known.acts) else known


def _lacks_doer(act: Act) -> bool:
    """Whether nobody is known who did it, though the verb has a subject."""
    return not act.roles.sources and act.word.voice == "active"


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
    if not ordered and len(entities) > 1 and (shared := together.act(scene)) is not None:
        ordered = [shared]
    return Telling(scene=scene, said=said, acts=_sentences_first(ordered))


def _sentences_first(told: list[Act]) -> list[Act]:
    """A sentence before the conviction that it rests on: "convicted him of theft and sentenced him to a year"."""
    if not any(act.mode == "sentence" for act in told):
        return told
    return sorted(told, key=lambda act: act.word.pattern.words.startswith("convict"))
