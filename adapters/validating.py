"""The one validator: makes a command of the engine, or a question to answer, of what somebody typed, on any platform.

It knows form, not permission: who may do what is the engine's to say. A wrong form comes back as a ``Mistake``, and
where the engine's own refusal says it best (no such number, no check), as that.
"""

from dataclasses import replace

from adapters import commands as catalogue
from adapters import mistakes
from adapters.asking import ASKED
from adapters.cleaning import clean, clean_line
from adapters.commands import CATALOGUE
from adapters.grammar import REST, with_lines
from adapters.inbound import Invocation
from adapters.mistakes import Mistake
from adapters.references import Kind, read_subject
from adapters.request import (
    Ambiguous,
    Context,
    Directory,
    Federation,
    Mistaken,
    Move,
    Node,
    PaperAsked,
    Personal,
    Query,
    Request,
    Visit,
    named_assembly,
)
from adapters.unknown import otherwise_meant, unknown
from deliberation.checks import Check
from deliberation.commands import Command, TakePosition
from deliberation.positions import Stance
from deliberation.refusals import Refusal

__all__ = [
    "Ambiguous",
    "Context",
    "Directory",
    "Federation",
    "Move",
    "Node",
    "PaperAsked",
    "Personal",
    "Query",
    "Visit",
    "named_assembly",
    "validate",
    "validate_reply",
]


def validate(
    invocation: Invocation, context: Context
) -> Command | Query | Move | Visit | PaperAsked | Personal | Mistake | Refusal:
    """Say what an invocation asks for, or what is wrong with it."""
    spec = catalogue.find(clean_line(invocation.name))
    if spec is None:
        name, others = clean_line(invocation.name, limit=40), clean_line(invocation.arguments.get(REST, ""), limit=200)
        return unknown(name, others.split())
    if not context.subject and (meant := otherwise_meant(spec, invocation.arguments)) is not None:
        return meant
    invocation = replace(invocation, arguments=with_lines(spec, invocation.arguments))
    try:
        return ASKED[spec.name](Request(invocation, context, spec))
    except Mistaken as found:
        return found.mistake


def validate_reply(text: str, source: str, context: Context) -> Command | Mistake | None:
    """Say whether a reply in plain words is the reason for a block that has none yet; ``None`` if it is just talk."""
    check = _check_replied_to(context)
    reason = clean(text)
    if check is None or not reason:
        return None
    position = check.position_of(context.actor)
    if position is None or position.stance is not Stance.BLOCK or position.reason:
        return None
    limit = CATALOGUE["block"].parameter("reason").limit
    if len(reason) > limit:
        return mistakes.TooLong(command="block", parameter="reason", length=len(reason), limit=limit)
    # What expressed the block, a reaction perhaps, still does.
    return TakePosition(
        actor=context.actor,
        check=check.number,
        stance=Stance.BLOCK,
        reason=reason,
        source=position.source or source,
    )


def _check_replied_to(context: Context) -> Check | None:
    subject = read_subject(context.subject)
    if subject is None or context.assembly is None or subject.kind is not Kind.CHECK:
        return None
    check = context.assembly.checks.get(subject.number)
    return check if check and check.is_open and check.round == subject.round else None
