"""What enrich reads from the environment, once, in __main__."""

from dataclasses import dataclass
from pathlib import Path

from services.runtime.settings import StreamSettings, at_least, setting


# No slots: the mixins of the runtime have none.
@dataclass(frozen=True, kw_only=True)
class KnowledgeSettings:
    """What annotate knows: the filter needs no more than this."""

    knowledge: tuple[str, ...] = setting(
        "tables of your own that add to ours or override them, comma separated paths",
        "/etc/wirewatch/actors_main.tsv",
        (),
    )
    gazetteer: Path | None = setting(
        "compiled gazetteer, made by `wirewatch enrich compile`; absent: in the user's cache folder",
        "/var/cache/wirewatch/gazetteer.sqlite",
        None,
    )

    @property
    def tables(self) -> tuple[Path, ...]:
        """The operator's tables."""
        return tuple(Path(path) for path in self.knowledge)


@dataclass(frozen=True, kw_only=True)
class NoveltySettings:
    """How far the memory must reach, and what counts as dormant or late."""

    reach_days: int = setting(
        "days that the memory must reach back before what it has not seen counts as new", "90", 90, check=at_least(0)
    )
    dormant_days: int = setting(
        "days without an event after which the next one counts as the first since", "365", 365, check=at_least(1)
    )
    report_days: int = setting(
        "days after an event within which further articles count as reports of it", "30", 30, check=at_least(0)
    )


@dataclass(frozen=True, kw_only=True)
class Settings(StreamSettings, KnowledgeSettings, NoveltySettings):
    """All settings of the service; both workers read them."""
