"""Whether a development, as it stands, is what a subscription asks for. Pure."""

from schemas.claims import PlaceRef
from schemas.developments import DevelopmentDetected
from services.alert.subscriptions.subscription import Around, Box, Filter, Places
from services.runtime.distance import kilometres


def matches(wanted: Filter, development: DevelopmentDetected) -> bool:
    """Whether every field of the filter holds."""
    return (
        development.status in wanted.statuses
        and (not wanted.types or development.type in wanted.types)
        and _novel(wanted, development)
        and _actors(wanted, development)
        and (wanted.places is None or _place(wanted.places, development.place))
        and development.independent_reports >= wanted.min_independent_reports
        and development.confidence >= wanted.min_confidence
        and _any_of(wanted.tags, development.tags)
        and _any_of(wanted.languages, development.languages)
    )


def _novel(wanted: Filter, development: DevelopmentDetected) -> bool:
    if not wanted.kinds and not wanted.basis:
        return True
    return any(
        (not wanted.kinds or novelty.kind in wanted.kinds) and (not wanted.basis or novelty.basis in wanted.basis)
        for novelty in development.novelties
    )


def _actors(wanted: Filter, development: DevelopmentDetected) -> bool:
    """An actor is named by its id or by the party that it acts for; who only reports or claims it does not count."""
    if not wanted.actors_any and not wanted.actors_all:
        return True
    acting = {*development.sources, *development.targets}
    parties = {actor.party for actor in development.actors if actor.id in acting}
    names = {*acting, *parties, *development.parties}
    return (not wanted.actors_any or not names.isdisjoint(wanted.actors_any)) and names.issuperset(wanted.actors_all)


def _place(wanted: Places, place: PlaceRef | None) -> bool:
    if place is None:
        return False
    if place.country is not None and place.country in wanted.country:
        return True
    if place.admin1 is not None and any(
        place.admin1.casefold() == admin1.name.casefold() and admin1.country in {None, place.country}
        for admin1 in wanted.admin1
    ):
        return True
    if place.latitude is None or place.longitude is None:
        return False
    latitude, longitude = place.latitude, place.longitude
    return any(_inside(box, latitude, longitude) for box in wanted.box) or any(
        _near(around, latitude, longitude) for around in wanted.around
    )


def _inside(box: Box, latitude: float, longitude: float) -> bool:
    if not box.south <= latitude <= box.north:
        return False
    if box.west <= box.east:
        return box.west <= longitude <= box.east
    return longitude >= box.west or longitude <= box.east


def _near(around: Around, latitude: float, longitude: float) -> bool:
    return kilometres(around.latitude, around.longitude, latitude, longitude) <= around.radius_km


def _any_of(wanted: tuple[str, ...], given: tuple[str, ...]) -> bool:
    """Compared without case: tags are a person's words."""
    if not wanted:
        return True
    have = {word.casefold() for word in given}
    return any(word.casefold() in have for word in wanted)
