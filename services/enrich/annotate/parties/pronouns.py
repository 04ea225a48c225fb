"""Pronouns that stand for who speaks: "Russia said on Monday that it had bombed", "Putin said his country would"."""

from services.enrich.knowledge.wordsets import word_set

_PRONOUNS = word_set("roles_pronouns")
_SAYING = word_set("roles_saying")
_REJECTING = word_set("attribution_rejecting")
_BETWEEN = word_set("roles_after_saying") | word_set("attribution_tales")
_OWN_SIDE = word_set("pronouns_own_side")
_POSSESSIVES = frozenset({"his", "her", "its", "their", "the", "our"})
_REACH = 6


def is_speaker(low: list[str], index: int) -> bool:
    """Whether the word may stand for who speaks: a pronoun, or the country of "his country"."""
    return is_own_side(low, index) or low[index] in _PRONOUNS


def is_own_side(low: list[str], index: int) -> bool:
    """Whether these are the speaker's own: "his country", "its troops"."""
    return low[index] in _OWN_SIDE and index > 0 and low[index - 1] in _POSSESSIVES


def saying_verb(low: list[str], index: int) -> int | None:
    """The verb of saying before such a word, a time and "that" passed over, where there is one."""
    first = index - 2 if low[index] in _OWN_SIDE else index - 1
    for place in range(first, max(0, first - _REACH), -1):
        if low[place] in _SAYING or low[place] in _REJECTING:
            return place
        if low[place] not in _BETWEEN:
            return None
    return None
