"""What can go wrong in the parts that every process shares.

WirewatchError        the root of every service's own tree: a full sentence, printed without a traceback
  SettingsError       settings are missing or wrong; the message lists all of them
  KafkaTrouble
    KafkaUnavailable  the brokers do not answer, or did not take what was sent in time
    TooLarge          a message would pass its topic's limit; it was not sent
  DatabaseUnavailable Postgres does not answer
  AddressTaken        the address for /metrics, /live and /ready cannot be had
  MigrationError      the migrations on disk and in the database do not fit each other
  QueryFileError      a file of named queries cannot be read as one
  Poison              a handler refuses one message; it becomes a dead letter
"""

from typing import ClassVar

from schemas.dead_letters import DeadLetterReason


class WirewatchError(Exception):
    """An error for the operator: its text is a full sentence. `exit_code` is what a command ends with."""

    exit_code: ClassVar[int] = 1


class SettingsError(WirewatchError):
    """Settings are missing or wrong. `faults` holds one text for each of them."""

    exit_code = 2

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        head = "1 setting is" if len(faults) == 1 else f"{len(faults)} settings are"
        super().__init__("\n".join([f"{head} missing or wrong:", *faults]))


class KafkaTrouble(WirewatchError):
    """Something about Kafka."""


class KafkaUnavailable(KafkaTrouble):
    """The brokers do not answer, or did not take what was sent in time. Trying again later may help."""


class TooLarge(KafkaTrouble):
    """A message would pass its topic's limit. It was not sent; trying again cannot help."""

    def __init__(self, *, topic: str, key: str, size: int, limit: int) -> None:
        self.topic, self.key, self.size, self.limit = topic, key, size, limit
        super().__init__(f"the message {key} for topic {topic} takes {size} bytes; the topic allows {limit}")


class DatabaseUnavailable(WirewatchError):
    """Postgres does not answer. Trying again later may help."""


class AddressTaken(WirewatchError):
    """The address that should serve /metrics, /live and /ready cannot be had."""


class MigrationError(WirewatchError):
    """The migrations on disk and in the database do not fit each other."""


class QueryFileError(WirewatchError):
    """A file of named queries cannot be read as one."""


class Poison(WirewatchError):
    """A handler refuses one message: it can never be processed as it is. `reason` is the dead letter's."""

    def __init__(self, reason: DeadLetterReason, detail: str) -> None:
        self.reason: DeadLetterReason = reason
        self.detail = detail
        super().__init__(detail)
