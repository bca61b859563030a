"""The help, written from the catalogue."""

import re
from typing import Final

from adapters.catalogue.groups import FOLLOWING_UP, OFFICES
from adapters.cleaning import clean_line
from adapters.commands import CATALOGUE, GROUPS, find, folded
from adapters.documents import Block, Bullets, Document, Inline, Strong, heading, inlines, paragraph
from adapters.phrases import listed
from adapters.setting import Setting
from adapters.specs import CommandSpec, Place
from adapters.unknown import unknown
from adapters.words.wording import in_words

_SIGNS: Final = re.compile(r"^[\W_]+")
"""What a command may begin with where it is typed: ``!block`` or ``/block``."""


def help_for(topic: str, at: Setting) -> Document:
    """Explain one command, or list those of a group, or all."""
    if not topic:
        return _overview(at)
    name = _SIGNS.sub("", clean_line(topic, limit=40))
    if name.casefold() in {"everything", "all", "commands"}:
        return _overview(at)
    group = next((each for each in GROUPS if each.casefold() == name.casefold()), None)
    if group is None and folded(name) in {"treasurer", "secretary", "officer", "chair"}:
        group = OFFICES
    if group is not None:
        return Document((heading(group), _listed(group, at), _more(at)))
    first, *others = name.split() or [""]
    spec = find(name) or find(first)
    if spec is None:
        return in_words(unknown(first, others), at.assembly, at.names)
    return _one(spec, at)


def _overview(at: Setting) -> Document:
    blocks: list[Block] = [heading("What you can type")]
    for group in GROUPS:
        blocks += [paragraph(Strong(group)), _listed(group, at)]
    return Document((*blocks, _more(at)))


def _listed(group: str, at: Setting) -> Block:
    specs = [spec for spec in CATALOGUE.values() if spec.group == group]
    return Bullets(tuple(inlines(at.type(spec.name), f": {spec.summary}") for spec in specs))


def _more(at: Setting) -> Block:
    return paragraph(
        "Instead of a number you can reply to the message about it. For more on one of them: ",
        at.type("help block"),
        ". For one part of this: ",
        at.type(f"help {FOLLOWING_UP.casefold()}"),
    )


def _one(spec: CommandSpec, at: Setting) -> Document:
    blocks: list[Block] = [heading(at.type(spec.name)), paragraph(f"{spec.summary}.")]
    if spec.parameters:
        blocks.append(Bullets(tuple(_parameter_lines(spec))))
    blocks.append(paragraph("For example:"))
    blocks.append(Bullets(tuple(inlines(at.type(example)) for example in spec.examples)))
    if spec.aliases:
        blocks.append(paragraph(f"Other words for it: {listed(spec.aliases, 'or')}."))
    return Document(tuple(blocks))


def _parameter_lines(spec: CommandSpec) -> list[tuple[Inline, ...]]:
    lines = []
    for parameter in spec.parameters:
        label = (
            f" (typed, {'in the line or ' if parameter.beside else ''}on a line that begins"
            f" “{parameter.words[0].capitalize()}:”)"
            if parameter.place is Place.LABEL
            else ""
        )
        need = "" if parameter.required else "; can be left out"
        lines.append(inlines(f"{parameter.name}: {parameter.meaning}{label}{need}"))
    return lines
