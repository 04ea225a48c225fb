"""Actors that no table names: "the Munich court", "protesters", "Immigration and Customs Enforcement".

They are asked for only where a sentence tells an act and the tables know nobody who did it: a name of several
capitalised words, an acronym, or a trade that names an actor by itself. Their party is their own words; they have no
country, and no relation is kept with them.
"""

from collections.abc import Iterator
from dataclasses import replace

from schemas.claims import UNLISTED
from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts.acts import Act
from services.enrich.annotate.acts.scene import Scene
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.nounclass import noun_class
from services.enrich.knowledge.wordsets import word_set

_CHARITIES = word_set("strangers_charities")
_PRIVATE = frozenset({"COERCE", "ASSAULT", "CONSULT", "AID", "SUPPORT", "COOPERATE"})
"""Types that between strangers tell of crime and trade rather than of politics."""
_BY_FORCE = frozenset({"COERCE", "ASSAULT", "ACCUSE"})
_OF_PEOPLE = frozenset({"PROTEST", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
_TO_KNOWN = frozenset({"ASSAULT", "AID", "SANCTION", "COERCE"})
"""Types that people count for as well where the other party is known."""
_SPOKEN = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "CONSULT", "AGREE"})
"""Types that a person counts for of whom only the surname is told."""
_POLITICAL = frozenset({"military", "rebel", "government", "opposition", "legislature", "intelligence"})
_GOVERNING = frozenset({"government", "legislature"})
CROWD = UNLISTED + "crowd"
"""The party of a crowd of whom nobody tells who they are."""
_MATTER = frozenset({"phenomenon", "substance"})
_CROWDS = frozenset({"thousands", "hundreds", "crowds"})
_ADJECTIVE_ENDINGS = ("ican", "ish", "ese", "ian")
_LEVELS = frozenset({"the", "a", "an", "state", "provincial", "regional", "municipal", "interim", "transitional"})
_LINKS = word_set("strangers_links")
_NO_NAMES = word_set("strangers_no_names")
_HEADS = word_set("strangers_heads")
_AFTER_NAMES = word_set("roles_prepositions") | word_set("patients_ends")
_BARE_ROLES = word_set("strangers_bare_roles")
_SENT = word_set("strangers_sent")
_COLLECTIVE = word_set("strangers_collective")


def is_stranger(party: str) -> bool:
    """Whether a party is known by its words alone."""
    return party.startswith(UNLISTED)


def stranger(sentence: Sentence, start: int, end: int) -> Entity:
    """The unlisted actor whom these tokens name."""
    ident = UNLISTED + "-".join(sentence.low[start:end])
    return Entity(
        start=start,
        end=end,
        name_end=end,
        form="organisation",
        kind="organisation",
        id=ident,
        name=" ".join(sentence.tokens[start:end]),
        party=ident,
        country=None,
    )


def stands(act: Act, scene: Scene) -> bool:
    """Whether an act counts that unlisted actors do: told as done, of people what people say, and no mere crime."""
    sources = act.roles.sources
    if any(_is_thing(scene.sentence, one) for one in sources):
        return False
    known = any(not is_stranger(one.party or "") for one in (*sources, *act.roles.targets))
    if any(one.kind == "person" and one.form != "person" and is_stranger(one.party or "") for one in sources):
        return known and act.type in _SPOKEN  # of whom the surname alone is told
    if _is_private(act, known) or (act.type != "PROTEST" and any(one.party == CROWD for one in sources)):
        return False
    people = _are_people(sources)
    strife = not known and _is_strife(act)
    sent = act.type == "CONSULT" and any(one.name.lower() in _SENT for one in sources)
    if people and not (act.type in _OF_PEOPLE or (known and (sent or act.type in _TO_KNOWN)) or strife):
        return False
    if not known and act.type in _PRIVATE and not (strife or _is_politics(act) or _is_charity(act)):
        return False
    announced = "will" in scene.sentence.low[max(0, act.word.start - 3) : act.word.start]
    told = not act.own or act.word.tense != "base" or scene.sentence.is_headline or announced
    return known or (bool(sources or _is_politics(act)) and told)


def _is_thing(sentence: Sentence, party: Entity) -> bool:
    """Whether a stranger is weather, matter or beasts that a capital names: "Cyclone Freddy", "Lava", "Locusts"."""
    if not is_stranger(party.party or "") or party.sector is not None:
        return False
    word = sentence.low[party.start]
    kind = noun_class(word)
    return kind in _MATTER or (kind == "animal" and party.start == 0 and word.endswith("s"))


def _is_private(act: Act, known: bool) -> bool:
    """Whether nobody of politics is told: "the singer blasted her hits", "the company wants customers to return"."""
    sources, targets = act.roles.sources, act.roles.targets
    if sources and all(one.sector == "business" for one in sources) and _are_people(targets):
        return True
    alone = not (known or targets or act.type == "PROTEST")
    return alone and any(one.sector == "civilian" and one.name_end > one.start for one in sources)


def _are_people(parties: tuple[Entity, ...]) -> bool:
    return bool(parties) and all(is_stranger(one.party or "") and one.sector == "civilian" for one in parties)


def _is_strife(act: Act) -> bool:
    """Whether a group of people or an armed one uses force upon another, as neighbours in a conflict do."""
    groups = all(one.name.lower() in _COLLECTIVE for one in act.roles.sources)
    return act.type == "ASSAULT" and bool(act.roles.sources and act.roles.targets) and groups


def _is_charity(act: Act) -> bool:
    """Whether a body of relief gives relief: "the Red Crescent delivered flour"."""
    names = (frozenset(one.name.lower().split()) for one in act.roles.sources)
    return act.type == "AID" and act.mode == "humanitarian" and any(not _CHARITIES.isdisjoint(name) for name in names)


def _is_politics(act: Act) -> bool:
    """Whether the arms, a government or its opponents use force, or suffer charges, arrest or violence."""
    doers = act.roles.sources or (act.roles.targets if act.word.voice == "passive" else ())
    kinds = _POLITICAL if act.type in _BY_FORCE else _GOVERNING
    return bool(doers) and all(one.sector in kinds for one in doers)


def added(sentence: Sentence, entities: list[Entity], places: list[tuple[int, int]]) -> list[Entity]:
    """The entities together with the unlisted actors, from left to right; the same list where there is none."""
    taken = [False] * len(sentence)
    for start, end in [*places, *((one.start, one.end) for one in entities if not _is_in_name(sentence, one))]:
        taken[start:end] = [True] * (end - start)
    named = [] if is_title_case(sentence) else [*_names(sentence, taken), *_crowds(sentence, taken)]
    spans = [(one.start, one.end) for one in named]
    known = [_as_role(sentence, one) for one in entities if not any(a <= one.start < b for a, b in spans)]
    if not named and known == entities:
        return entities
    return sorted([*known, *named], key=lambda one: one.start)


def _is_in_name(sentence: Sentence, entity: Entity) -> bool:
    """Whether a trade may be part of a name: "the Brightwater Miners Union"."""
    capital = entity.start > 0 and sentence.tokens[entity.start][0].isupper()
    return capital and entity.form == "role" and entity.party is None and entity.end - entity.start == 1


def _as_role(sentence: Sentence, entity: Entity) -> Entity:
    """A trade without a country as an actor of its own: "protesters", "the court"."""
    if entity.form != "role" or entity.party is not None:
        return entity
    named = entity.sector == "civilian" or sentence.low[entity.end - 1] in _BARE_ROLES
    if entity.modifier and not (named and sentence.low[entity.end : entity.end + 1] == ["of"]):
        return entity  # "residents of Mathare", "the mayor of Lampedusa" are actors
    if sentence.low[entity.end : entity.end + 1] == ["-"]:
        return entity  # "women-led"
    if entity.bare and not (_is_determined(sentence, entity) and sentence.low[entity.end - 1] in _BARE_ROLES):
        return entity
    words = " ".join(sentence.low[entity.start : entity.end])
    ident = UNLISTED + words.replace(" ", "-")
    return replace(entity, id=ident, party=ident, name=words, bare=False, modifier=False)


def _is_determined(sentence: Sentence, entity: Entity) -> bool:
    """Whether an article, a name or a level tells which body it is: "the court", "the Punjab government"."""
    before = sentence.low[entity.start - 1] if entity.start else "the"
    named = sentence.tokens[max(0, entity.start - 1)][0].isupper() and not is_title_case(sentence)
    described = before.isalpha() and sentence.low[max(0, entity.start - 2)] in {"a", "an"}  # "a mining firm"
    return before in _LEVELS or named or described


def _names(sentence: Sentence, taken: list[bool]) -> Iterator[Entity]:
    index, size = 0, len(sentence)
    while index < size:
        end = _name_end(sentence, index, taken) if sentence.tokens[index][0].isupper() else None
        if end is None:
            index += 1
            continue
        yield stranger(sentence, index, end)
        index = end


def _crowds(sentence: Sentence, taken: list[bool]) -> Iterator[Entity]:
    """ "Thousands marched", "tens of thousands have gathered": nobody tells who they are."""
    low = sentence.low
    for index, word in enumerate(low[:-1]):
        if word in _CROWDS and not taken[index] and low[index + 1] != "of":
            start = index - 2 if low[max(0, index - 2) : index] == ["tens", "of"] else index
            yield Entity(
                start=start,
                end=index + 1,
                name_end=index + 1,
                form="role",
                kind="organisation",
                id=CROWD,
                name="crowd",
                party=CROWD,
                country=None,
                sector="civilian",
            )


def _name_end(sentence: Sentence, start: int, taken: list[bool]) -> int | None:
    """Where the name that starts here ends, or None."""
    if not _is_part(sentence, start, taken) or (start == 0 and sentence.low[0] in _NO_NAMES):
        return None
    index, last, capitals = start, start, 0
    while index < len(sentence):
        if _is_part(sentence, index, taken):
            index, capitals = index + 1, capitals + 1
            last = index
        elif sentence.low[index] in _LINKS and capitals and not taken[index] and index - last < 2:
            index += 1
        else:
            break
    if sentence.low[last - 1].endswith(_ADJECTIVE_ENDINGS):
        return None
    acronym = capitals == 1 and sentence.tokens[start].isupper() and 2 <= len(sentence.tokens[start]) <= 6
    headed = sentence.low[last - 1] in _HEADS
    return last if capitals > 1 or acronym or (headed and start) else None


def named_at(sentence: Sentence, start: int, taken: list[bool]) -> int | None:
    """The token after a name that a phrase begins and ends with, one word long at least: "Gulen"; or None."""
    end = start
    while end < len(sentence) and _is_part(sentence, end, taken):
        end += 1
    following = sentence.low[end] if end < len(sentence) else "."
    if end == start or is_title_case(sentence) or sentence.low[end - 1].endswith(_ADJECTIVE_ENDINGS):
        return None
    return end if following in _AFTER_NAMES else None


def _is_part(sentence: Sentence, index: int, taken: list[bool]) -> bool:
    token = sentence.tokens[index]
    return not taken[index] and token[0].isupper() and token[0].isalpha() and sentence.low[index] not in _NO_NAMES


def is_title_case(sentence: Sentence) -> bool:
    """Whether capitals say nothing here: a headline with a capital on every word, or all in capitals."""
    letters = [token for token in sentence.tokens if token.isalpha() and len(token) > 3]
    share = 0.75 if sentence.is_headline else 0.9
    return sum(token[0].isupper() for token in letters) > share * len(letters)
