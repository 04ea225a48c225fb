"""Stated novelty by weight, where no clause of the lead has told one by its grammar: the cue that most speaks for."""

from dataclasses import dataclass, replace
from datetime import date
from math import exp

from schemas import ids
from schemas.claims import Evidence, StatedNovelty, Status
from services.enrich.annotate.actors.homes import Located, Present
from services.enrich.annotate.acts.acts import Act
from services.enrich.annotate.claims import attribution, claims, when
from services.enrich.annotate.claims.claims import Made, Work
from services.enrich.annotate.claims.rules import Rules
from services.enrich.annotate.stated import bearers, evidence, leads, novelties, unmeant
from services.enrich.annotate.stated.bearers import Bearer, Fresh
from services.enrich.annotate.stated.leads import Sign, Told
from services.enrich.annotate.text.document import Document

_ENOUGH = 0.0
"""Log-odds above which a cue states a novelty: an even balance is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A cue with the act that it is said of, and what speaks for and against it."""

    sign: Sign
    bearer: Bearer
    features: list[str]


def told(
    read: Document,
    entities: Present,
    settled: Located,
    made: list[Made],
    rules: Rules,
    today: date,
    article: tuple[str, int],
) -> list[Made]:
    """The claims, one of them with the novelty that the lead states of it, or with a claim more.

    What the grammar of a clause has bound stands, but in a lead of comment or of memory needs the same evidence.
    """
    if read.broken or read.lead.isdisjoint(rules.cue_forms.triggers):
        return made
    lead = leads.lead(entities, settled, made)
    bound = {number for told in lead for number in told.claims if made[number].claim.novelty}
    if bound and not evidence.looks_back(lead):
        return made
    found = weighed(lead, made, rules, today)
    points = [evidence.score(one.features) for one in found]
    best = max(range(len(found)), key=lambda index: points[index], default=None)
    if best is None or points[best] <= _ENOUGH:
        return [
            replace(one, claim=replace(one.claim, novelty=None)) if n in bound else one for n, one in enumerate(made)
        ]
    return made if bound else _with(found[best], read, made, rules, today, article)


def weighed(lead: list[Told], made: list[Made], rules: Rules, today: date) -> list[Weighed]:
    """The cues of a lead that an act bears, with what is weighed."""
    found: list[Weighed] = []
    for sign in leads.signs(lead, rules, today):
        bearer = bearers.of(sign, lead, made, rules)
        if bearer is not None and not unmeant.of(sign, bearer, made, rules):
            features = evidence.features(sign, bearer, lead, made, rules)
            found.append(Weighed(sign=sign, bearer=bearer, features=features))
    return found


def _with(
    best: Weighed, read: Document, made: list[Made], rules: Rules, today: date, article: tuple[str, int]
) -> list[Made]:
    """The claims with this novelty: of one that stands, or of one more, the less sure the thinner the evidence is."""
    novelty, act = _novelty(best.sign), best.bearer.act
    signs = evidence.parts(best.features)
    if isinstance(act, int):
        marked = replace(made[act], claim=replace(made[act].claim, novelty=novelty), signs=signs)
        return [*made[:act], marked, *made[act + 1 :]]
    one = _claimed(act, novelty, read, made, rules, today, article)
    sure = 1 / (1 + exp(-evidence.score(best.features)))
    lowered = replace(one.claim, confidence=round(one.claim.confidence * sure, 2), status=_status(best, one))
    return _placed(replace(one, claim=lowered, signs=signs), act.told, made)


def _status(best: Weighed, one: Made) -> Status:
    """What is told as never done before was done now: "The unit had never been sent to Africa until Monday"."""
    if one.claim.status != "negated" or best.bearer.how != "made":
        return one.claim.status
    return "claimed" if one.attribution is not None else "actual"


def _placed(one: Made, told: Told, made: list[Made]) -> list[Made]:
    """The claims with one more, after those of its sentence and of the sentences before."""
    sentence = told.sentence
    order = [(other.sentence.field == "text", other.sentence.start) for other in made]
    here = (sentence.field == "text", sentence.start)
    after = [number for number, place in enumerate(order) if place > here]
    index = after[0] if after else len(made)
    return [*made[:index], one, *made[index:]]


def _novelty(sign: Sign) -> StatedNovelty:
    cue, horizon = sign.cue, sign.horizon
    dated = cue.kind == "first" and horizon is not None and not horizon.whole
    return StatedNovelty(
        kind="since" if dated else cue.kind,
        cue=novelties.words_of(sign.told.sentence, cue.start, cue.end),
        since=horizon.since if horizon else None,
    )


def _claimed(
    fresh: Fresh,
    novelty: StatedNovelty,
    read: Document,
    made: list[Made],
    rules: Rules,
    today: date,
    article: tuple[str, int],
) -> Made:
    """The claim of an act that nothing but the lead's novelty tells of."""
    word, sentence = fresh.word, fresh.told.sentence
    act = Act(word=word, type=word.pattern.type, mode=word.pattern.mode, roles=fresh.roles)
    said = attribution.find(fresh.scene, rules.speech, None)
    told = when.find(sentence, today)
    work = Work(scene=fresh.scene, said=said, told=told, past=None, settled=fresh.told.settled, today=today)
    before = sum(one.sentence is sentence and one.claim.type == act.type for one in made)
    claim_id = ids.claim_id(*article, sentence.field, sentence.start, sentence.end, act.type, before)
    text = read.text_of(sentence.field, sentence.start, sentence.end)
    shown = Evidence(field=sentence.field, start=sentence.start, end=sentence.end, text=text)
    return claims.of_act(claim_id, act, novelty, work, shown, beside=False)
