"""Whether messages of a partition arrive without holes: a pure memory of what must come next."""

Partition = tuple[str, int]


class Continuity:
    """What offset must come next in each partition, since it was last assigned."""

    def __init__(self) -> None:
        self._next: dict[Partition, tuple[int, int]] = {}

    def hole(self, partition: Partition, generation: int, offset: int, committed: int | None) -> int | None:
        """The offset that should have come where a later one did, else None; a message read again is no hole.

        generation: of the consumer group; a new one begins at the committed offset (None: at 0).
        """
        known = self._next.get(partition)
        expected = known[1] if known is not None and known[0] == generation else committed or 0
        self._next[partition] = (generation, max(expected, offset + 1))
        return expected if offset > expected else None
