"""How sure an event is, from how sure its independent reports are."""

from collections.abc import Iterable

CEILING = 0.99
"""No number of reports makes an event certain."""


def combined(confidences: Iterable[float]) -> float:
    """One less the chance that every one of them errs (noisy-or), at most CEILING, to four decimals.

    Each confidence counts within 0 to 1. One more never lowers it. Source: Pearl, Probabilistic Reasoning in
    Intelligent Systems (1988), 4.3.2; the reports are taken as independent, which is why only independent ones count.
    """
    doubt = 1.0
    for confidence in sorted(confidences):
        doubt *= 1.0 - min(max(confidence, 0.0), 1.0)
    return round(min(1.0 - doubt, CEILING), 4)
