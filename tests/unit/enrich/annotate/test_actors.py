"""Who a text names: short texts with every actor that an analyst would note, from the folder texts_actors."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.annotations import Actor, ArticleAnnotated, Mention

Annotate = Callable[..., ArticleAnnotated]
FOLDER = Path(__file__).parent / "texts_actors"
USUAL_DAY = "2017-01-18"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One text with its actors as lines: party, sector or -, mention in quotes. day: empty where it has none."""

    where: str
    field: str
    text: str
    day: str
    wanted: tuple[str, ...]


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.txt")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        for number, block in enumerate("\n".join(lines).strip().split("\n\n"), start=1):
            text, *wanted = block.splitlines()
            day = USUAL_DAY
            if text.startswith("["):
                day, text = text[1:].split("] ", 1)
            field = "title" if text.startswith("title: ") else "text"
            yield Case(
                where=f"{path.stem} {number}: {text[:40]}",
                field=field,
                text=text.removeprefix("title: "),
                day=day.strip("-") if day == "-" else day,
                wanted=tuple(sorted(line.strip() for line in wanted)),
            )


def noted(annotation: ArticleAnnotated) -> tuple[str, ...]:
    """The actors as the folder writes them, without the state's name inside a longer mention of its office."""
    pairs = [(actor, mention) for actor in annotation.actors for mention in actor.mentions]
    return tuple(sorted(line(actor, mention) for actor, mention in pairs if not is_part(actor, mention, pairs)))


def is_part(actor: Actor, mention: Mention, pairs: list[tuple[Actor, Mention]]) -> bool:
    return any(
        other.country == actor.country
        and (given.start, given.end) != (mention.start, mention.end)
        and given.start <= mention.start
        and mention.end <= given.end
        for other, given in pairs
    )


def line(actor: Actor, mention: Mention) -> str:
    party = (actor.party or "?").split("/")[0]
    return f'{party} {actor.sector or "-"} "{mention.text}"'


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.where)
def test_a_text_names_these_actors_and_no_others(case: Case, annotated: Annotate) -> None:
    published = datetime.fromisoformat(case.day).replace(tzinfo=UTC) if case.day else None
    assert noted(annotated(published=published, **{case.field: case.text})) == case.wanted
