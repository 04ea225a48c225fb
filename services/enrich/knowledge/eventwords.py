"""The table of event words as patterns: verbs in all their forms, nouns in both numbers, gaps of a few tokens."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from schemas.claims import ClaimType
from services.enrich.knowledge import passives
from services.enrich.knowledge.openings import Needs, Openings
from services.enrich.knowledge.tables import Row, Tables
from services.enrich.knowledge.tokens import words
from services.enrich.knowledge.wordsets import word_list

Part = Literal["verb", "noun"]
Roles = Literal["st", "st+", "sa", "sw", "rec", "s", "t"]
"""What a pattern makes of subject and object; the head of the tables of events tells what each means."""
Tense = Literal["base", "past", "participle", "ing", "noun"]
GAP = 8
"""Most tokens that a ~ stands for."""
_DOUBLED = frozenset(
    [
        "commit",
        "permit",
        "expel",
        "compel",
        "rebel",
        "transfer",
        "refer",
        "deter",
        "confer",
        "repel",
        "admit",
        "submit",
        "acquit",
        "equip",
        "kidnap",
        "patrol",
        "wiretap",
    ]
)
"""Longer verbs whose last consonant doubles."""
_VOWELS = "aeiou"
_TYPES = frozenset(get_args(ClaimType))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What follows the first word: sets of folded tokens, or None for a gap. words: the pattern as the table has it.

    two_sided: it counts only where both who did it and to whom, or with whom, are known.
    told: how many tokens are told beside the first; beyond: those of which one stands after a gap that comes first.
    suffered: what stands before the participle instead, where this is the passive of a verb with its object.
    """

    words: str
    part: Part
    type: ClaimType
    mode: str | None
    roles: Roles
    rest: passives.Rest
    two_sided: bool = False
    told: int = 0
    beyond: frozenset[str] | None = None
    suffered: tuple[frozenset[str], ...] = ()


First = dict[str, Openings[tuple[Pattern, frozenset[Tense]]]]
"""Folded first word -> the patterns that it opens, with the tenses that this form may be, longest pattern first."""


def build(tables: Tables, table: str = "events") -> First:
    """The patterns of a table of event words by their first word. Raises TableError."""
    irregular = {
        row["base"]: (row["past"].split("|"), row["participle"].split("|")) for row in tables.rows("irregular")
    }
    found: dict[str, list[tuple[Pattern, set[Tense]]]] = {}
    for row in tables.rows(table):
        for form, tense, pattern in _expand(row, irregular):
            entries = found.setdefault(form, [])
            if entries and entries[-1][0] is pattern:
                entries[-1][1].add(tense)
            else:
                entries.append((pattern, {tense}))
    made: First = {}
    for form, entries in found.items():
        entries.sort(key=lambda entry: -sum(2 if token is not None else 1 for token in entry[0].rest))
        made[form] = Openings(((pattern, frozenset(tenses)), _needs(pattern)) for pattern, tenses in entries)
    return made


def _needs(pattern: Pattern) -> Needs:
    return Needs(
        following=pattern.rest[0] if pattern.rest else None,
        beyond=pattern.beyond,
        behind=pattern.suffered[-1] if pattern.suffered else None,
    )


def _expand(row: Row, irregular: dict[str, tuple[list[str], list[str]]]) -> Iterator[tuple[str, Tense, Pattern]]:
    if row["type"] not in _TYPES:
        raise row.fault("type", f"{row['type']!r} is not a PLOVER type; it is one of {', '.join(sorted(_TYPES))}")
    if row["part"] not in {"verb", "noun"}:
        raise row.fault("part", f"{row['part']!r} is neither verb nor noun")
    role = row["roles"].removesuffix("!")
    if role not in get_args(Roles):
        raise row.fault("roles", f"{row['roles']!r} is not one of {', '.join(get_args(Roles))}")
    parts = row["words"].split()
    noun = row["part"] == "noun"
    try:
        sets = [
            token for index, part in enumerate(parts) for token in _alternatives(part, noun and index == len(parts) - 1)
        ]
    except KeyError as error:
        raise row.fault("words", f"no set of words is named {error}") from None
    if not sets or sets[0] is None:
        raise row.fault("words", "a pattern starts with a word")
    rest = tuple(sets[1:])
    pattern = Pattern(
        words=row["words"],
        part="noun" if noun else "verb",
        type=cast(ClaimType, row["type"]),
        mode=row["mode"] or None,
        roles=cast(Roles, role),
        two_sided=role != row["roles"],
        rest=rest,
        told=sum(token is not None for token in rest),
        beyond=_beyond(rest),
    )
    if noun:
        for form in sets[0]:
            yield form, "noun", pattern
        return
    for base in sets[0]:
        for form, tense in inflect(base, irregular):
            yield form, tense, pattern
    if (turned := passives.turned(pattern.rest)) is not None:
        suffered, rest = turned
        passive = replace(pattern, suffered=suffered, rest=rest, beyond=_beyond(rest))
        for base in sets[0]:
            yield from ((form, tense, passive) for form, tense in inflect(base, irregular) if tense == "participle")


def _beyond(rest: passives.Rest) -> frozenset[str] | None:
    """What stands after a gap that comes first."""
    return rest[1] if len(rest) > 1 and rest[0] is None else None


def _alternatives(part: str, plural: bool) -> Iterator[frozenset[str] | None]:
    """The token sets of one word of a pattern; a hyphenated word gives three."""
    if part == "~":
        yield None
        return
    options = [member for option in part.split("/") for member in _members(option)]
    if len(options) == 1:
        tokens = words(part.removesuffix("*"))
        for index, token in enumerate(tokens):
            last = index == len(tokens) - 1
            yield frozenset({token, *(_plurals(token) if last and (plural or part.endswith("*")) else ())})
        return
    found: set[str] = set()
    for option in options:
        token = option.removesuffix("*").lower()
        found |= {token, *(_plurals(token) if plural or option.endswith("*") else ())}
    yield frozenset(found)


def _members(option: str) -> tuple[str, ...]:
    """The words that %name stands for, or the word itself. Raises KeyError where no set has that name."""
    return word_list("eventwords_" + option[1:]) if option.startswith("%") else (option,)


def _plurals(word: str) -> list[str]:
    if word.endswith(("s", "sh", "ch", "x")):
        return [word + "es"]
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return [word[:-1] + "ies"]
    if word.endswith("man"):
        return [word[:-2] + "en"]
    return [word + "s"]


def inflect(base: str, irregular: dict[str, tuple[list[str], list[str]]]) -> Iterator[tuple[str, Tense]]:
    """The forms of a verb with the tense that each may be."""
    yield base, "base"
    yield _plurals(base)[0] if base != "have" else "has", "base"
    stem = base[:-1] if base.endswith("e") and not base.endswith(("ee", "ye", "oe")) else base
    if _doubles(base):
        stem = base + base[-1]
    yield stem + "ing", "ing"
    if base in irregular:
        past, participle = irregular[base]
        yield from ((form, "past") for form in past)
        yield from ((form, "participle") for form in participle)
        return
    if base.endswith("e"):
        regular = base + "d"
    else:
        regular = base[:-1] + "ied" if base.endswith("y") and base[-2:-1] not in _VOWELS else stem + "ed"
    yield regular, "past"
    yield regular, "participle"


def _doubles(base: str) -> bool:
    """Whether the last consonant doubles: one short syllable (ban, stop), or one of a few verbs stressed at the end."""
    if base in _DOUBLED:
        return True
    short = len(base) > 2 and base[-1] not in "aeiouwxy" and base[-2] in _VOWELS and base[-3] not in _VOWELS
    return short and sum(letter in _VOWELS for letter in base) == 1
