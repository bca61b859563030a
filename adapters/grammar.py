"""Reads a typed command into the texts of its parameters, by the grammar that the catalogue declares for it.

Forgiving on purpose: capital letters, curly quotes, dashes and missing colons do not matter. It judges nothing;
whatever it cannot place it hands on as ``rest``.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from adapters.cleaning import clean
from adapters.commands import ASSEMBLY_ARGUMENT, TYPED_NAMES, find, folded
from adapters.references import read_reference, split_reference
from adapters.specs import CommandSpec, Kind, Parameter, Place
from deliberation.rules import RULES

REST: Final = "rest"
TEXT: Final = "text"
"""The parameter that holds the text of a proposal."""

_NAME: Final = re.compile(r"\S+")
_ONE_MORE: Final = re.compile(r" [A-Za-z]+(?:-[A-Za-z]+)*(?=\s|$)")
_TWO_MORE: Final = re.compile(r" [A-Za-z]+ [A-Za-z]+(?=\s|$)")
_SEPARATORS: Final = " \n:,;—–-"
_SPACES: Final = re.compile(" +")
_ENDS: Final = " .!,;"
_QUOTES: Final = "\"'“”‘’«»`"
_LABEL_MARKS: Final = "*_•-– \t"
_ASSEMBLY: Final = re.compile(r"\s*@([\w-]{1,80})(?=\s|$)")
_NEARLY_A_NUMBER: Final = re.compile(
    r"\s*(?:(?:proposal|concern|petition|recall|decision|notice|moot|sense[- ]check|action)\s{1,3}|[pcrdnm#]?\s?|[sa])"
    r"[-.#]?[0-9]\S*",
    re.IGNORECASE,
)
_RULE_NAMES: Final = {rule.replace("-", ""): rule for rule in RULES}
_LONGEST_RULE_NAME: Final = 6
"""In words."""


def read_line(line: str) -> tuple[str, dict[str, str]]:
    """Split what was typed after the prefix: the command's name as typed, and its arguments by parameter name.

    A name that is no command's comes with everything else under ``rest``; so does what is left over of one that is.
    """
    text = clean(line)
    name, text = _name(text)
    name, _, slug = name.partition("@")
    spec = find(name)
    if spec is None:
        arguments = {REST: text.strip()}
    else:
        text = _said_once(spec, name, text)
        if not slug and Place.FIRST in _places(spec):
            slug, text = _assembly_first(text, lettered=any(each.lettered for each in spec.parameters))
        arguments = _Reading(spec, text).arguments()
        if not slug and _takes_nothing(spec) and (text.lstrip(" ").startswith("@") or _names_one(spec, text)):
            slug = _strip(arguments.pop(REST, "")).lstrip("@")
    if slug:
        arguments[ASSEMBLY_ARGUMENT] = slug
    return name, {key: value for key, value in arguments.items() if value}


def _said_once(spec: CommandSpec, name: str, text: str) -> str:
    """Take the command off what follows it where it was typed twice, and what comes then says whom or what number.

    A text may begin with any word, that one too.
    """
    again = re.match(rf"\s+{re.escape(name)}\s+(?=\S)", text, re.IGNORECASE)
    if again is None:
        return text
    rest = text[again.end() :]
    names_somebody = any(each.kind is Kind.PERSON and each.place is Place.LINE for each in spec.parameters)
    numbered = Place.FIRST in _places(spec) and bool(split_reference(rest)[0])
    return rest if names_somebody or numbered else text


def _assembly_first(text: str, *, lettered: bool = False) -> tuple[str, str]:
    """Split off an assembly named before a number, or instead of one: ``@leeds P3``, ``@leeds``.

    Where only a ``lettered`` number is one, ``@ada 5`` names a person.
    """
    found = _ASSEMBLY.match(text)
    if found is None:
        return "", text
    number, rest = split_reference(text[found.end() :])[0], text[found.end() :].strip()
    if lettered and not (number and number[0].isalpha()):
        return "", text
    return ("", text) if rest and not number else (found[1], text[found.end() :])


def _takes_nothing(spec: CommandSpec) -> bool:
    """Whether what stands after ``@`` can only be an assembly."""
    return not spec.parameters or (spec.query and Place.LINE not in _places(spec))


def _names_one(spec: CommandSpec, text: str) -> bool:
    """Whether one word after a command that takes nothing else is an assembly without its ``@``: ``join leeds``."""
    return not spec.parameters and len(text.split()) == 1 and any("@" in example for example in spec.examples)


def _places(spec: CommandSpec) -> set[Place]:
    return {parameter.place for parameter in spec.parameters}


def _name(text: str) -> tuple[str, str]:
    """Split the name off; ``stand aside`` and ``withdraw block`` are one name, and so is ``call an election``."""
    found = _NAME.match(text)
    if found is None:
        return "", ""
    first, rest = found[0], text[found.end() :]
    for more in (_TWO_MORE, _ONE_MORE):
        others = more.match(rest)
        if others and "-" in folded(several := f"{first}{others[0]}") and folded(several) in TYPED_NAMES:
            return several, rest[others.end() :]
    if find(first) is None and find(first.rstrip(":,.")) is not None:
        first = first.rstrip(":,.")
    return first, rest


class _Reading:
    """One command's text while it is read: what remains of the first line and of those below."""

    def __init__(self, spec: CommandSpec, text: str) -> None:
        self._spec = spec
        self._found: dict[str, str] = {}
        text = self._labels(text)
        head, _, body = text.lstrip(" ").partition("\n")
        self._head = _SPACES.sub(" ", head)
        self._body = body.strip()

    def arguments(self) -> dict[str, str]:
        """Read the parameters, those with the clearest marks first."""
        for place in (Place.FIRST, Place.RULE, Place.WORD):
            for parameter in self._at(place):
                self._take(parameter)
        self._after()
        for parameter in self._at(Place.FLAG):
            self._flag(parameter)
        for place in (Place.LINE, Place.BODY, Place.REST):
            for parameter in self._at(place):
                self._take(parameter)
        for parameter in self._spec.parameters:
            if parameter.below and self._body:
                self._found[parameter.name] = "\n".join(filter(None, (self._found.get(parameter.name), self._body)))
                self._body = ""
        self._found[REST] = _strip("\n".join(filter(None, (self._head.strip(), self._body))))
        return self._found

    def _at(self, place: Place) -> list[Parameter]:
        return [parameter for parameter in self._spec.parameters if parameter.place is place]

    def _take(self, parameter: Parameter) -> None:
        match parameter.place:
            case Place.FIRST:
                self._number(parameter)
            case Place.WORD:
                word, _, self._head = self._head.strip().partition(" ")
                self._found[parameter.name] = _unquoted(word)
            case Place.RULE:
                self._rule(parameter)
            case Place.LINE:
                self._line(parameter)
            case Place.BODY:
                self._found[parameter.name], self._body = self._body, ""
            case _:
                text = _without(parameter.words, _strip(f"{self._head}\n{self._body}"))
                self._found[parameter.name], self._head, self._body = text, "", ""

    def _number(self, parameter: Parameter) -> None:
        if not self._head.strip() and self._body and split_reference(self._body)[0]:
            self._head, _, self._body = self._body.partition("\n")
        number, rest = split_reference(self._head)
        if parameter.lettered and not _has_letter_of(parameter, number):
            return
        if number:
            self._found[parameter.name] = number
            self._head = rest.lstrip(_SEPARATORS + ".")
        elif attempt := _NEARLY_A_NUMBER.match(self._head):
            # Not to be taken for a reason: somebody who mistypes a number must not answer another question.
            self._found[parameter.name] = attempt[0].strip()
            self._head = self._head[attempt.end() :]

    def _rule(self, parameter: Parameter) -> None:
        words = self._head.replace("_", "-").split()
        for length in range(min(len(words), _LONGEST_RULE_NAME), 0, -1):
            name = folded(" ".join(words[:length]).rstrip(":=,"))
            if name.replace("-", "") in _RULE_NAMES:
                self._found[parameter.name] = _RULE_NAMES[name.replace("-", "")]
                self._head = " ".join(words[length:])
                return
        if words:
            self._found[parameter.name] = words[0].rstrip(":=,")
            self._head = " ".join(words[1:])

    def _line(self, parameter: Parameter) -> None:
        if not self._head.strip() and parameter.required and self._body:
            self._head, _, self._body = self._body.partition("\n")
        text = _without(parameter.words, self._head.strip())
        self._found[parameter.name] = _unquoted(text) if parameter.kind is not Kind.LINE else text
        self._head = ""

    def _after(self) -> None:
        """Cut the first line where a parameter's own words introduce it."""
        marks: list[tuple[int, int, Parameter]] = []
        for parameter in self._at(Place.AFTER):
            if parameter.closing and _closing(parameter, self._head) is None:
                continue
            matches = [
                each
                for each in _introduction(parameter).finditer(self._head)
                if re.match(parameter.shape, self._head[each.end() :], re.IGNORECASE)
            ]
            # "People with cats with harmony rules": what has a closing word is introduced last, right before it.
            found = matches[-1 if parameter.closing or parameter.last else 0] if matches else None
            if found:
                marks.append((found.start(), found.end(), parameter))
        if not marks:
            return
        marks.sort(key=lambda mark: mark[:2])
        ends = [start for start, _, _ in marks[1:]] + [len(self._head)]
        for (_, end, parameter), stop in zip(marks, ends, strict=True):
            text = self._head[end:stop].strip() if stop > end else ""
            if parameter.closing:
                text = _closing(parameter, text) or ""
            self._found[parameter.name] = text if parameter.kind is Kind.TEXT else _unquoted(_strip(text))
        self._head = self._head[: marks[0][0]]

    def _flag(self, parameter: Parameter) -> None:
        words = "|".join(map(re.escape, parameter.words))
        found = re.search(rf"(?i)(?:^|[\s,(])(?:{words})\W*$", self._head)
        if found:
            self._found[parameter.name] = "yes"
            self._head = self._head[: found.start()]

    def _labels(self, text: str) -> str:
        """Take the labelled lines out; give the others."""
        found, others = _lines_split(text, [*self._at(Place.LABEL), *self._spec.lines])
        self._found.update(found)
        return others


def with_lines(spec: CommandSpec, arguments: Mapping[str, str]) -> Mapping[str, str]:
    """Take out of the text that a form asked for the lines for which the form has no room (``CommandSpec.lines``)."""
    text = arguments.get(TEXT, "")
    if not spec.lines or not text:
        return arguments
    found, others = _lines_split(clean(text), spec.lines)
    return {**found, **arguments, TEXT: others} if found else arguments


def _lines_split(text: str, labels: Sequence[Parameter]) -> tuple[dict[str, str], str]:
    """Split labelled lines, each with the lines under it if it may have several, from the others."""
    if not labels:
        return {}, text
    values: dict[str, str] = {}
    others: list[str] = []
    within: Parameter | None = None
    for line in text.split("\n"):
        found = _labelled(line, labels)
        if found:
            parameter, value = found
            values[parameter.name] = "\n".join(filter(None, (values.get(parameter.name), value)))
            within = parameter if parameter.kind is Kind.TEXT else None
        elif within and line.strip():
            values[within.name] = f"{values[within.name]}\n{line}".strip()
        else:
            within = None
            others.append(line)
    return values, "\n".join(others)


def _has_letter_of(parameter: Parameter, number: str) -> bool:
    found = read_reference(number) if number else None
    return found is not None and bool(found.letter) and found.letter in parameter.letters


def _labelled(line: str, labels: Sequence[Parameter]) -> tuple[Parameter, str] | None:
    label, colon, value = line.partition(":")
    name = " ".join(label.strip(_LABEL_MARKS).casefold().rstrip("?").split())
    if not colon or len(name) > 40:
        return None
    for parameter in labels:
        if name in parameter.words:
            return parameter, value.strip(_LABEL_MARKS)
    return None


@cache
def _introduction(parameter: Parameter) -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in parameter.words if word not in {":", "@"})
    choices = [rf"(?:^|\s|(?<=[,;]))(?:{words}):?(?:\s+|$)"]
    if ":" in parameter.words:
        choices.append(r"\s*:(?:\s+|$)|\s+[—–-]\s+")
    if "@" in parameter.words:
        choices.append(r"(?:^|\s)(?=@[^\s@])")
    pattern = "|".join(choices)
    return re.compile(pattern, re.IGNORECASE)


def _closing(parameter: Parameter, text: str) -> str | None:
    """Take a parameter's closing word off the end of a text, or give ``None`` where it does not end with it."""
    before, _, last = text.rstrip(_ENDS).rpartition(" ")
    return before if last.casefold() == parameter.closing else None


def _without(words: tuple[str, ...], text: str) -> str:
    """Take an introducing word off the beginning of a text."""
    for word in words:
        found = re.match(rf"(?i){re.escape(word)}(?:\s+|$)" if word.isalpha() else re.escape(word), text)
        if found:
            return _strip(text[found.end() :])
    return text


def _strip(text: str) -> str:
    """Take separators off the beginning, spaces off both ends."""
    return text.lstrip(_SEPARATORS).rstrip()


def _unquoted(text: str) -> str:
    return text.strip(" ,;" + _QUOTES)
