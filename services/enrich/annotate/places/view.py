"""A sentence as the evidence for places is read from it: its tokens, which of them are actors, what capitals say."""

from dataclasses import dataclass

from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_set

_CALENDAR = word_set("places_calendar")


@dataclass(frozen=True, slots=True)
class View:
    """A sentence with what its capitals say: `taken` tells the tokens of actors, `titled` whether case says little."""

    sentence: Sentence
    words: list[str]
    pieces: list[str]
    size: int
    taken: list[bool]
    titled: bool
    shouted: bool
    dateline: int

    @classmethod
    def of(cls, sentence: Sentence, taken: list[bool], dateline: int) -> "View":
        """The view of a sentence. titled: most of its long words begin with a capital; shouted: they are capitals."""
        pairs = zip(sentence.tokens[dateline:], sentence.low[dateline:], strict=True)
        letters = [piece for piece, word in pairs if len(piece) > 3 and piece.isalpha() and word not in _CALENDAR]
        upper = sum([piece[0].isupper() for piece in letters])
        capitals = sum(map(str.isupper, letters))
        least, share = (3, 0.75) if sentence.field == "title" else (5, 0.85)
        titled = len(letters) > least and upper > share * len(letters)
        words, pieces = sentence.low, sentence.tokens
        return cls(
            sentence,
            words,
            pieces,
            len(pieces),
            taken,
            titled,
            len(letters) > 1 and capitals > 0.7 * len(letters),
            dateline,
        )

    def low(self, index: int) -> str:
        """The folded token, "" beyond the ends."""
        return self.words[index] if 0 <= index < self.size else ""

    def is_name(self, index: int) -> bool:
        """Whether the token is written as a name."""
        piece = self.pieces[index] if 0 <= index < self.size else ""
        return len(piece) > 1 and piece[0].isupper() and piece[0].isalpha()
