"""The subscription file and its secrets on disk: read, checked as a whole, and read again when something changed."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from services.alert.delivery.signature import Secret, parse_secret
from services.alert.edges import Loaded
from services.alert.errors import WrongSecret, WrongSubscriptions
from services.alert.subscriptions.grammar import Reading, parse
from services.alert.subscriptions.nodes import Fault
from services.alert.subscriptions.subscription import SecretSource, Subscription
from services.runtime.addresses import AddressPolicy


class SubscriptionFile:
    """One file of subscriptions; `current` is the last that was wholly right.

    trouble: what is wrong with the file as it is now, a line for each fault, or None.
    """

    def __init__(self, path: Path, policy: AddressPolicy, environ: Mapping[str, str] | None = None) -> None:
        """Read the file. Raises WrongSubscriptions: there is nothing older to go on with."""
        self._path, self._policy = path, policy
        self._environ = os.environ if environ is None else environ
        self.trouble: str | None = None
        self.current = self._read = self.load()

    def load(self) -> Loaded:
        """The file as it is now. Raises WrongSubscriptions with every fault."""
        reading, secrets, faults = examine(self._path, self._policy, self._environ)
        if faults:
            raise WrongSubscriptions(tuple(fault.sentence(str(self._path)) for fault in faults))
        return Loaded(subscriptions=reading.subscriptions, secrets=secrets)

    def refresh(self) -> bool:
        """Read the file again; whether something changed: the subscriptions, or what is wrong with the file.

        A file with a fault, or none at all, leaves `current` as it was. A change is served when two readings agree on
        it: half of a file that is being written may be a right file with fewer subscriptions.
        """
        try:
            loaded = self.load()
        except WrongSubscriptions as wrong:
            changed, self.trouble = str(wrong) != self.trouble, str(wrong)
            return changed
        before, self._read = self._read, loaded
        if loaded != before:
            return False
        changed = self.trouble is not None or loaded != self.current
        self.trouble, self.current = None, loaded
        return changed


def examine(
    path: Path, policy: AddressPolicy, environ: Mapping[str, str]
) -> tuple[Reading, dict[str, tuple[Secret, ...]], list[Fault]]:
    """The file as read, the secrets of each subscription by name, and every fault: of form, of address, of secrets."""
    try:
        reading = parse(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        return Reading(), {}, [_whole(f"the file is not UTF-8 (byte {error.start})")]
    except OSError as error:
        return Reading(), {}, [_whole(f"the file cannot be read: {error.strerror}")]
    faults = list(reading.all_faults)
    secrets: dict[str, tuple[Secret, ...]] = {}
    for entry in reading.entries:
        if entry.subscription is None:
            continue
        faults.extend(_address_faults(entry.subscription, entry.endpoint_at, policy))
        found = [_secret(source, path.parent, environ) for source in entry.subscription.secrets]
        faults.extend(each for each in found if isinstance(each, Fault))
        secrets[entry.name] = tuple(each for each in found if isinstance(each, Secret))
    return reading, secrets, faults


def _address_faults(subscription: Subscription, at: tuple[int, int], policy: AddressPolicy) -> Iterator[Fault]:
    schemes = ("https", "http") if policy.allowed else ("https",)
    refusal = policy.url_refusal(subscription.endpoint, schemes)
    if refusal is not None:
        yield Fault(line=at[0], column=at[1], field="endpoint", message=refusal)


def _secret(source: SecretSource, folder: Path, environ: Mapping[str, str]) -> Secret | Fault:
    """Faults name where the secret should be, and never quote it."""
    try:
        return parse_secret(_text(source, folder, environ))
    except WrongSecret as wrong:
        message = f"the secret of {source.name} {wrong}"
        return Fault(line=source.line, column=source.column, field=source.kind, message=message)


def _text(source: SecretSource, folder: Path, environ: Mapping[str, str]) -> str:
    if source.kind == "secret_env":
        if not environ.get(source.name):
            raise WrongSecret("is missing: there is no such environment variable")
        return environ[source.name]
    try:
        return (folder / source.name).read_text("utf-8")
    except UnicodeDecodeError:
        raise WrongSecret("is not text") from None
    except OSError as error:
        raise WrongSecret(f"cannot be read: {error.strerror}") from None


def _whole(message: str) -> Fault:
    return Fault(line=1, column=1, field="", message=message)
