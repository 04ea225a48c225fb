"""What can go wrong in alert.

WirewatchError
  AlertError
    NotMigrated          the database has not the tables that the service needs
    WrongSubscriptions   the subscription file has faults; the message names file, line, column and field of each
    UnknownSubscription  a command names a subscription that the file does not have
    WrongSecret          a signing secret cannot be used; the message says which one, never its text
"""

from services.runtime.errors import WirewatchError


class AlertError(WirewatchError):
    """Something about alerts."""


class NotMigrated(AlertError):
    """The database has not the tables, or the role, that the service needs."""

    def __init__(self, lacks: str) -> None:
        super().__init__(
            f"The database is not prepared ({lacks}): run `wirewatch store migrate`, then `wirewatch alert migrate`."
        )


class WrongSubscriptions(AlertError):
    """The subscription file has faults. `faults` holds one line of text for each."""

    exit_code = 1

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class UnknownSubscription(AlertError):
    """A command names a subscription that the file does not have."""

    exit_code = 2


class WrongSecret(AlertError):
    """A signing secret cannot be used."""
