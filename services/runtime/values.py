"""Texts of the environment to values: str, int, float, bool, Path, tuple[str, ...], Literal, each also | None."""

import math
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


class WrongValue(ValueError):
    """The text is not of the wanted kind; the message ends a sentence that began with the setting's name."""


def parse(text: str, kind: Any) -> Any:
    """The value that the text gives as `kind`. Raises WrongValue; TypeError where no setting may have this kind."""
    kind = _without_none(kind)
    if get_origin(kind) is Literal:
        return _choice(text, get_args(kind))
    if get_origin(kind) is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind is bool:
        return _flag(text)
    if kind in {int, float}:
        return _number(text.strip(), kind)
    if kind in {str, Path}:
        return kind(text)
    raise TypeError(f"no setting may have the type {kind!r}")


def kind_name(kind: Any) -> str:
    """The kind in a reader's words."""
    kind = _without_none(kind)
    if get_origin(kind) is Literal:
        return " or ".join(get_args(kind))
    if get_origin(kind) is tuple:
        return "texts, comma separated"
    return {str: "text", int: "whole number", float: "number", bool: "true or false", Path: "path"}[kind]


def _without_none(kind: Any) -> Any:
    if get_origin(kind) not in {Union, UnionType}:
        return kind
    (only,) = [part for part in get_args(kind) if part is not NoneType]
    return only


def _choice(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise WrongValue(f"is not one of {', '.join(choices)}")
    return text


def _flag(text: str) -> bool:
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise WrongValue("is neither true nor false")


def _number(text: str, kind: type[int] | type[float]) -> float:
    try:
        number = kind(text)
    except ValueError:
        raise WrongValue(f"is not a {kind_name(kind)}") from None
    if not math.isfinite(number):
        raise WrongValue("is not a finite number")
    return number
