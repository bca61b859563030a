"""How an assembly is set up: its rules and itself."""

from adapters.documents import Block, Bullets, Code, Document, Inline, Quote, Strong, heading, inlines, paragraph
from adapters.phrases import count, day, listed, moment, people
from adapters.setting import Setting
from deliberation.assembly import Assembly, Office
from deliberation.convening import conveners
from deliberation.rules import PRESETS, RULES, RuleSpec, value_of


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


def about_assembly(assembly: Assembly, at: Setting) -> Document:
    """Show what an assembly is for, who takes part and who sees to its procedure."""
    blocks: list[Block] = [heading(assembly.name)]
    if assembly.purpose:
        blocks.append(Quote(assembly.purpose))
    rooms, taking_part = len(assembly.speaking), len(assembly.participants)
    items: list[tuple[Inline, ...]] = [
        inlines(f"Begun {day(assembly.founded_at, assembly.rules.time_zone)} by {at.name(assembly.founder)}"),
        inlines(f"{count(taking_part, 'person takes', 'people take')} part, in {count(rooms, 'room', 'rooms')}"),
        inlines("Its short name is ", Code(assembly.slug)),
        inlines(_procedure(assembly, at)),
        *(_office_line(assembly, office, at) for office in assembly.offices.values()),
        inlines(_difference(assembly)),
    ]
    blocks.append(Bullets(tuple(items)))
    blocks.append(
        paragraph("To see all its rules: ", at.type("rules"), ". What it has decided: ", at.type("decisions"))
    )
    return Document(tuple(blocks))


def _procedure(assembly: Assembly, at: Setting) -> str:
    named = conveners(assembly)
    if not named:
        return "Nobody holds procedure, so anyone taking part may call consensus"
    kind = "the secretary" if assembly.secretary in named else "who founded it, until a secretary is elected"
    return f"Procedure is with {people(at.names, named)}, {kind}; an office decides nothing"


def _office_line(assembly: Assembly, office: Office, at: Setting) -> tuple[Inline, ...]:
    if office.holder is None:
        return inlines(f"No {office.name}; to put a name forward: ", at.type(f"elect NAME as {office.name}"))
    line = f"{at.name(office.holder)} is {office.name}"
    return inlines(f"{line} until ", moment(office.until, assembly)) if office.until else inlines(line)


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
