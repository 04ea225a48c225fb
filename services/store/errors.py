"""What can go wrong in the store.

WirewatchError (services.runtime.errors)
  StoreError
    WrongExpectedVersion   a stream is not at the version that the appender expected
    Fenced                 another process moved the offsets on: the batch is dropped and read again
    NotKept                the log takes no events of this type
    RowRefused             Postgres refuses what a row holds; which row is found by bisecting
    LogDamaged             the log and its side tables do not fit each other: run `wirewatch store verify`
  DatabaseUnavailable      Postgres does not answer, or not as it should; trying again may help
"""

from services.runtime.errors import DatabaseUnavailable, WirewatchError

__all__ = ["DatabaseUnavailable", "Fenced", "LogDamaged", "NotKept", "RowRefused", "StoreError", "WrongExpectedVersion"]


class StoreError(WirewatchError):
    """The store cannot do what it was asked to."""


class WrongExpectedVersion(StoreError):
    """A stream is not at the version that the appender expected. Nothing was appended."""

    def __init__(self, *, family: str, subject: str, expected: int, actual: int) -> None:
        self.family, self.subject, self.expected, self.actual = family, subject, expected, actual
        super().__init__(f"wrong expected version {expected} for {family} {subject} (is {actual})")


class Fenced(StoreError):
    """Another process moved the offsets of these partitions on. Nothing was appended."""

    def __init__(self, partitions: tuple[tuple[str, int], ...]) -> None:
        self.partitions = partitions
        named = ", ".join(f"{topic}/{partition}" for topic, partition in partitions)
        super().__init__(f"the offsets of at least one of {named} are not where this process left them")


class RowRefused(StoreError):
    """Postgres refuses what a row of the batch holds; the text is Postgres's own. Nothing was appended."""


class NotKept(StoreError):
    """The log takes no events of this type."""


class LogDamaged(StoreError):
    """The log, its counter and its side tables do not fit each other. Nothing was appended."""
