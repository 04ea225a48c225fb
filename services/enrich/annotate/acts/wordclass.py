"""Whether a word that may be verb or noun is a verb here: "the attack", "its support", "prison guards in"."""

from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.eventwords import Tense
from services.enrich.knowledge.wordsets import word_set

_BE = word_set("patterns_be")
_DETERMINERS = word_set("patterns_determiners")
_NOUN_ADJECTIVES = word_set("patterns_noun_adjectives")
_OWNERS = word_set("patterns_owners")
_NEVER_BEFORE_NOUN = word_set("patterns_never_before_noun")
_NEVER_AFTER_NOUN = frozenset({"their", "his", "its", "our", "anything", "everything", "them", "him", "us"})
_PLURAL_SUBJECTS = word_set("patterns_plural_subjects")
_BEFORE_NOUN = word_set("patterns_before_noun")
_BEFORE_VERB = word_set("patterns_before_verb")
_MODALS = frozenset({"must", "will", "would"})
_AFTER_PLURAL = frozenset({"in", "of", "on", "at", "near", "from"})


def is_noun(sentence: Sentence, start: int) -> bool:
    """Whether a word that is a noun in the table is one here, and no verb after its subject."""
    previous = sentence.low[start - 1] if start else ""
    following = sentence.low[start + 1] if start + 1 < len(sentence) else ""
    return not (previous in _NEVER_BEFORE_NOUN or following in _NEVER_AFTER_NOUN or _is_in_name(sentence, start))


def _is_in_name(sentence: Sentence, start: int) -> bool:
    """Whether a capitalised noun stands within a name of capitals: "the UN Support Mission in Libya"."""
    around = sentence.tokens[start - 1 : start + 2] if start else []
    return not sentence.is_headline and len(around) == 3 and all(each[0].isupper() for each in around)


def is_noun_instead(sentence: Sentence, start: int, end: int, tenses: frozenset[Tense], before: str) -> bool:
    """Whether a word that is a verb in the table is none here. before: the word before it, adverbs passed over."""
    low = sentence.low
    previous = low[start - 1] if start else ""
    if previous == "-" or (end - start == 1 and end < len(low) and low[end] == "-"):
        return True
    if low[start + 1 : start + 2] == ["-"]:
        return False  # "test-fired"
    if low[start] == "going" and low[start + 1 : start + 2] == ["to"] and _is_future(sentence, start + 2):
        return True
    if "base" in tenses:
        passive = "participle" in tenses and before in _BE  # "was put on alert"
        return (not passive and _is_bare_noun(sentence, start, end, before)) or (
            "past" not in tenses and _has_no_subject(sentence, start, before)
        )
    if "ing" in tenses:
        gerund = previous == "of" and _has_object(sentence, start)
        return not gerund and (previous in _DETERMINERS or previous in _NOUN_ADJECTIVES)
    return previous in _OWNERS or (previous in _BEFORE_NOUN and low[end - 1] != "by" and previous != "by")


def _is_future(sentence: Sentence, verb: int) -> bool:
    """Whether a verb follows "going to", and no place: "is going to take", "is going to Paris"."""
    token = sentence.tokens[verb] if verb < len(sentence) else "."
    return token.islower() and token not in _DETERMINERS


def _is_bare_noun(sentence: Sentence, start: int, end: int, before: str) -> bool:
    """Whether what stands beside a bare form makes it a noun."""
    low = sentence.low
    previous = low[start - 1] if start else ""
    following = low[end] if end < len(low) else ""
    if end - start == 1 and following in _AFTER_PLURAL and _is_plural(sentence, start):
        return True  # "prison guards in Iran"
    # "drone strikes killed", "a police patrol was ambushed"
    subject = (low[start].endswith("s") and following.endswith("ed")) or (end - start == 1 and following in _BE)
    number = previous.isdigit() or before in _BE  # "Oct. 7 attack", "are all targets"
    return subject or number or previous in _DETERMINERS or previous in _NOUN_ADJECTIVES or before in _BEFORE_NOUN


def _has_no_subject(sentence: Sentence, start: int, before: str) -> bool:
    """Whether nothing before a bare form can be its subject or its auxiliary."""
    low = sentence.low
    if sentence.is_headline or (start and low[start].endswith("s")):
        return False
    if not start:
        return True  # "Sanctions on Iran were lifted."
    return not (before in _BEFORE_VERB or low[start] in _MODALS or _has_plural_subject(sentence, start))


def _has_plural_subject(sentence: Sentence, start: int) -> bool:
    previous = sentence.low[start - 1]
    coordinated = sentence.tokens[start - 1][0].isupper() and "and" in sentence.low[max(0, start - 5) : start - 1]
    return coordinated or previous.endswith("s") or previous in _PLURAL_SUBJECTS


def _is_plural(sentence: Sentence, start: int) -> bool:
    """Whether a form in -s rather ends a phrase than follows a subject: a common noun stands right before it."""
    before = sentence.tokens[start - 1] if start else ""
    return sentence.low[start].endswith("s") and before.islower() and before.isalpha() and not sentence.is_headline


def _has_object(sentence: Sentence, start: int) -> bool:
    """Whether an ing-form takes an object: "of violating the truce", "of bombing Yemen"; "of bombing in" has none."""
    following = sentence.tokens[start + 1] if start + 1 < len(sentence) else ""
    return following.lower() in _DETERMINERS or following[:1].isupper() or following.isdigit()
