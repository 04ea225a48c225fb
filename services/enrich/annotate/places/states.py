"""Countries and capitals as places: where a state's name lies, and where it stands for the government that acts."""

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.places import borne, literal, regions, stated
from services.enrich.annotate.places.spots import Atlas, Spot
from services.enrich.annotate.places.view import View
from services.enrich.knowledge.compile import key
from services.enrich.knowledge.gazetteer import Candidate
from services.enrich.knowledge.wordsets import word_set

_PEOPLE = word_set("places_people")
_CIVIC = word_set("places_civic")
_SAYING = word_set("roles_saying")
_LANDS = frozenset({"admin1", "region", "peninsula"})
_LISTING = frozenset({"and", "or", ","})


class States:
    """The states of one sentence, asked from left to right: in a list, a name is what the one before it is."""

    def __init__(self, view: View, at: list[Entity | None], atlas: Atlas) -> None:
        """at: the entity of each token, offices left out."""
        self.view, self.at, self.atlas = view, at, atlas
        self.lying: dict[int, bool] = {}

    def spot(self, entity: Entity) -> Spot | None:
        """A country, capital or part of a country as a place; literal unless it acts."""
        if entity.form == "institution":
            return self._land(entity)
        if entity.form not in {"name", "capital"} or entity.kind != "state" or borne.by_another(self.view, entity):
            return None
        named = self.atlas.gazetteer.candidates(key(self.view.words[entity.start : entity.name_end]))
        dateline = entity.start < self.view.dateline
        lies = dateline or self._lies(entity)
        region = self._region(entity.end) if entity.form == "capital" else self._state_of_town(entity, named)
        fitting, country, admin1 = named, None, None
        if region is not None:
            country, admin1 = region
        elif entity.form == "capital" and self._only_states(entity, named) != named:
            fitting = self._only_states(entity, named)
        elif not (entity.form == "capital" and (lies or self._is_town(entity.name_end))):
            fitting, country = regions.of_country(named, entity, regions.is_peer(self.view.sentence, entity, self.at))
        return Spot(
            start=entity.start,
            end=entity.name_end,
            candidates=fitting,
            literal=lies,
            dateline=dateline,
            country=country,
            admin1=admin1,
            entity=entity,
        )

    def _only_states(self, entity: Entity, named: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        return stated.only_states(self.view, entity.start, entity.name_end, named, self.atlas.us_states)

    def _is_town(self, end: int) -> bool:
        """Whether what follows a capital's name is a town's, not a government's: "Paris man", "Athens City Council"."""
        after = self.view.low(end)
        return after in _PEOPLE or (after in _CIVIC and self.view.is_name(end))

    def _land(self, entity: Entity) -> Spot | None:
        """A part of a state, which is an actor of it too: "Chechnya", "Crimea"."""
        named = self.atlas.gazetteer.candidates(key(self.view.words[entity.start : entity.name_end]))
        lands = tuple(one for one in named if one.feature in _LANDS and one.country == entity.country)
        if not lands or lands[0].naming not in {"own", "news"} or borne.by_another(self.view, entity):
            return None
        return Spot(
            start=entity.start,
            end=entity.name_end,
            candidates=lands,
            literal=not literal.acts(self.view.sentence, entity),
            dateline=entity.start < self.view.dateline,
        )

    def _state_of_town(self, entity: Entity, named: tuple[Candidate, ...]) -> tuple[str | None, str | None] | None:
        """The state of the USA after a country's name, where a town there has it: "Lebanon, Pennsylvania"."""
        region = self._region(entity.end)
        if region is None or region[1] is None or entity.name.lower() in self.atlas.us_states:
            return None
        return region if any((one.country, one.admin1, one.feature) == (*region, "city") for one in named) else None

    def _region(self, end: int) -> tuple[str | None, str | None] | None:
        return regions.after(self.view.sentence, end, self.at, self.atlas.us_states)

    def _lies(self, entity: Entity) -> bool:
        """Whether a state's name is a place here; in a list it is what the name before it is."""
        listed = (
            entity.start > 1
            and self.view.low(entity.start - 1) in _LISTING
            and self.view.low(entity.end) not in _SAYING
        )
        before = self.at[entity.start - 2] if listed else None
        if before is not None and before.end in self.lying and before.end == entity.start - 1:
            lies = self.lying[before.end]
        else:
            lies = not literal.acts(self.view.sentence, entity)
        self.lying[entity.end] = lies
        return lies
