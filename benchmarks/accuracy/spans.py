"""Whether the parties of a claim are those that a corpus marks."""

from collections.abc import Iterable, Mapping, Sequence

from schemas.annotations import ArticleAnnotated

Span = tuple[int, int]
"""Start and end in code points of the text."""


def mentions_of(annotation: ArticleAnnotated) -> dict[str, list[Span]]:
    """Where each party is named in the text."""
    spans: dict[str, list[Span]] = {}
    for actor in annotation.actors:
        named = [(mention.start, mention.end) for mention in actor.mentions if mention.field == "text"]
        for ident in {actor.party or actor.id, actor.id}:
            spans.setdefault(ident, []).extend(named)
    return spans


def touch(parties: Iterable[str], mentions: Mapping[str, Sequence[Span]], gold: Sequence[Span]) -> bool:
    """Whether a mention of one of the parties overlaps a span of gold."""
    own = [span for party in parties for span in mentions.get(party, ())]
    return any(start < gold_end and gold_start < end for start, end in own for gold_start, gold_end in gold)
