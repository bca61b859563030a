"""How an assembly is set up: its rules and itself."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from adapters.cards.offices import how_filled
from adapters.cards.together import named, named_or_counted
from adapters.documents import Block, Bullets, Code, Document, Inline, Quote, Strong, heading, inlines, paragraph
from adapters.phrases import NOBODY_KNOWN, count, day, listed, moment
from adapters.setting import Setting
from adapters.words.entering import entry_line
from adapters.words.federation import kind_named
from deliberation.assembly import Assembly
from deliberation.convening import conveners
from deliberation.federation import Kind
from deliberation.offices import Office
from deliberation.rules import PRESETS, RULES, Entry, RuleSpec, value_of


def about_rules(assembly: Assembly, rule: str, at: Setting) -> Document:
    """Show every rule with its value, or one, and how to change it."""
    if rule:
        return _one_rule(assembly, RULES[rule], at)
    lines = [
        inlines(Strong(spec.name), f" is {value_of(assembly.rules, spec.name)}: {spec.meaning}")
        for spec in RULES.values()
    ]
    return Document(
        (
            heading(f"The rules of {assembly.name}"),
            Bullets(tuple(lines)),
            paragraph(
                "A rule changes only by this assembly's own consensus. To propose it: ",
                at.form("change-rule"),
                ". For more on one: ",
                at.type("rules cooling-off"),
            ),
        )
    )


def _one_rule(assembly: Assembly, spec: RuleSpec, at: Setting) -> Document:
    usual = value_of(PRESETS["folkmoot"], spec.name)
    now = value_of(assembly.rules, spec.name)
    differs = f" (usually {usual})" if usual != now else ""
    return Document(
        (
            heading(f"{spec.name} is {now}"),
            paragraph(f"It sets {spec.meaning}{differs}."),
            paragraph(
                "It changes only by this assembly's own consensus. To propose another value, written like ",
                Code(spec.example),
                ": ",
                at.type(f"change-rule {spec.name} VALUE"),
            ),
        )
    )


def about_assembly(assembly: Assembly, now: datetime, at: Setting) -> Document:
    """Show what an assembly is for, who takes part and who sees to its procedure."""
    blocks: list[Block] = [heading(assembly.name)]
    if assembly.purpose:
        blocks.append(Quote(assembly.purpose))
    items: list[tuple[Inline, ...]] = [
        inlines(_begun(assembly, at)),
        inlines(_taking_part(assembly)),
        *([inlines(entry_line(assembly), "; to ask: ", at.type("ask"))] if _is_restricted(assembly) else []),
        *([inlines(_SORTS[assembly.kind])] if assembly.kind in _SORTS else []),
        inlines("Its short name is ", Code(assembly.slug)),
        *_bonds(assembly, at),
        inlines(_procedure(assembly, now, at)),
        *(line for office in assembly.offices.values() for line in _office_lines(assembly, office, now, at)),
        inlines(_difference(assembly)),
    ]
    blocks.append(Bullets(tuple(items)))
    blocks.append(
        paragraph("To see all its rules: ", at.type("rules"), ". What it has decided: ", at.type("decisions"))
    )
    return Document(tuple(blocks))


def _is_restricted(assembly: Assembly) -> bool:
    return assembly.rules.entry is not Entry.OPEN


def _begun(assembly: Assembly, at: Setting) -> str:
    begun, founder = f"Begun {day(assembly.founded_at, assembly.rules.time_zone)}", at.name(assembly.founder)
    return begun if founder == NOBODY_KNOWN else f"{begun} by {founder}"


def _taking_part(assembly: Assembly) -> str:
    many, rooms = len(assembly.participants), count(len(assembly.speaking), "room", "rooms")
    return f"{count(many, 'person takes', 'people take')} part, in {rooms}"


_SORTS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.CORE: "It is a core assembly: every member of the movement has a place in it",
        Kind.CONSTITUENCY: "It is a constituency's assembly: every member of the movement who lives there has a place"
        " in it",
        Kind.ELECTORAL_SOCIETY: "It is an electoral society: it runs the movement's own elections",
        Kind.THING: "It is a Thing: formed for one question, and gone with it",
    }
)


def _bonds(assembly: Assembly, at: Setting) -> list[tuple[Inline, ...]]:
    """Say of what it is a member, how many are members of it, and what is its alone to decide."""
    lines: list[tuple[Inline, ...]] = []
    if assembly.member_of:
        lines.append(inlines("It is a member of ", *named(list(assembly.member_of.values()), at)))
    if assembly.members:
        lines.append(inlines("Its members are ", *named_or_counted(list(assembly.members.values()), at)))
    if lines:
        lines[-1] = inlines(*lines[-1], "; to see the whole: ", at.type("federation"))
    if assembly.remit:
        lines.append(inlines(f"It alone decides on {_kinds(assembly)}"))
    return lines


def _kinds(assembly: Assembly) -> str:
    return listed([kind_named(kind) for kind in sorted(assembly.remit)])


def about_purpose(assembly: Assembly, at: Setting) -> Document:
    """Show what an assembly is for, and how that is changed."""
    how = paragraph("To propose that it be said anew: ", at.form("restate-purpose"))
    if not assembly.purpose:
        return Document((paragraph(f"{assembly.name} has not said what it is for."), how))
    return Document((paragraph(f"This is what {assembly.name} is for:"), Quote(assembly.purpose), how))


def about_remit(assembly: Assembly, at: Setting) -> Document:
    """Show which kinds of decision are an assembly's alone, since when, and how that is changed."""
    how = paragraph(
        "A proposal of such a kind is not put to any other assembly. To propose to take one on: ",
        at.form("claim-remit"),
        ". To release one: ",
        at.form("release-remit"),
    )
    if not assembly.remit:
        return Document((paragraph(f"No kind of decision is for {assembly.name} alone."), how))
    lines = [inlines(f"{kind_named(kind)}, by D{decision}") for kind, decision in sorted(assembly.remit.items())]
    return Document((paragraph(f"For {assembly.name} alone:"), Bullets(tuple(lines)), how))


def _procedure(assembly: Assembly, now: datetime, at: Setting) -> str:
    named_here = conveners(assembly, now)
    if not named_here:
        return "Nobody holds procedure, so anyone taking part may call consensus"
    offices = [office for office in assembly.offices.values() if not {*named_here}.isdisjoint(office.holders)]
    if offices:
        standing_in = " standing in" if not any(each.name in assembly.rules.procedure for each in offices) else ""
        kind = f"the {listed([office.name for office in offices])}{standing_in}"
    elif assembly.convener in named_here:
        kind = "who founded it, until a secretary is elected"
    else:
        kind = "standing in from another assembly"
    return f"Procedure is with {at.people(named_here)}, {kind}; an office decides nothing"


def _office_lines(assembly: Assembly, office: Office, now: datetime, at: Setting) -> list[tuple[Inline, ...]]:
    lines: list[tuple[Inline, ...]] = [
        inlines(f"{at.in_full(each.holder)} is {office.name} until ", moment(each.until, assembly))
        for each in office.held
    ]
    if office.vacancies:
        what = f"One more {office.name} is wanted" if lines else f"No {office.name}"
        lines.append(inlines(f"{what}; ", *how_filled(assembly, office, at, now)))
    return lines


def _difference(assembly: Assembly) -> str:
    """Say by which rules it goes, and what of them it has changed."""
    changed = {
        name: [rule for rule in RULES if value_of(rules, rule) != value_of(assembly.rules, rule)]
        for name, rules in PRESETS.items()
    }
    nearest = min(PRESETS, key=lambda name: len(changed[name]))
    if not changed[nearest]:
        return f"Its rules are those called {nearest}"
    differ = [f"{rule} ({value_of(assembly.rules, rule)})" for rule in changed[nearest]]
    return f"Its rules are those called {nearest}, except {listed(differ)}"
