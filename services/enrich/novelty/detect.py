"""Detection without Kafka: the memories of all relations in this process, fed line by line.

The same pure functions as the service; here each new reach is reviewed at once by all relations of its party.
"""

from collections import defaultdict
from collections.abc import Iterator

from schemas.annotations import ArticleAnnotated
from schemas.claims import ClaimMade
from schemas.envelope import Event
from services.enrich.novelty.decide import decide, review
from services.enrich.novelty.memory import Memory
from services.enrich.novelty.observation import Observation, observe
from services.enrich.novelty.reach import lower, of_relation, watched_parties, watched_since
from services.enrich.novelty.relations import fan_out
from services.enrich.novelty.rules import Rules


class Detector:
    """What has been told so far. Give it annotations in any order; it answers each with the events it causes."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._memories: dict[str, Memory] = {}
        self._parties: dict[str, tuple[str, ...]] = {}
        self._relations: defaultdict[str, set[str]] = defaultdict(set)
        self._first_seen: dict[str, int] = {}

    def tell(self, annotation: ArticleAnnotated) -> list[Event]:
        """The events that the annotation causes, in the order decided. Raises BadAnnotation, and then knows none."""
        seen = [(made, observe(made)) for made in fan_out(annotation)]
        return [event for made, claim in seen if claim is not None for event in self._decide(made, claim)]

    def _decide(self, made: ClaimMade, claim: Observation) -> Iterator[Event]:
        key = made.relation.key
        longer = self._lengthen(key, claim)
        memory = self._memories.get(key, Memory())
        reach = of_relation(self._parties[key], self._first_seen)
        self._memories[key], events = decide(memory, claim, reach, self._rules)
        yield from events
        for other in sorted({name for party in longer for name in self._relations[party]} - {key}):
            yield from self._review(other)

    def _lengthen(self, key: str, claim: Observation) -> list[str]:
        """Take the claim into its parties' reach; the parties that are now watched since an earlier day."""
        self._parties[key] = watched_parties(claim)
        day = watched_since(claim, self._rules)
        longer = []
        for party in self._parties[key]:
            self._relations[party].add(key)
            if day is not None and lower(self._first_seen, party, day):
                longer.append(party)
        return longer

    def _review(self, key: str) -> tuple[Event, ...]:
        memory = self._memories.get(key)
        if memory is None:
            return ()
        self._memories[key], events = review(memory, of_relation(self._parties[key], self._first_seen), self._rules)
        return events
