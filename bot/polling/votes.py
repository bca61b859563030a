"""Who may vote in what, and which of what comes in may be a ballot."""

from typing import Final

from adapters import inbound as came
from adapters.commands import find
from adapters.grammar import REST
from adapters.inbound import Invocation, Said
from adapters.specs import ASSEMBLY_ARGUMENT
from adapters.words.ballots import went_wrong
from bot.items import Item
from bot.sitting import Sitting
from deliberation.assembly import Assembly
from deliberation.ids import PersonId
from deliberation.polls import Poll

BALLOT: Final = "ballot"
"""The name of the command by which one votes."""


def votes_in(assembly: Assembly, person: PersonId) -> list[Poll]:
    """List the open ballots of an assembly in which somebody may vote."""
    return [poll for poll in assembly.polls.values() if poll.is_open and poll.voice(person) is not None]


def is_ballot(item: Invocation) -> bool:
    """Whether somebody uses the command by which one votes."""
    spec = find(item.name)
    return spec is not None and spec.name == BALLOT


def may_be_ballot(item: Item) -> bool:
    """Whether what came in may be a ballot, so that no word of it may be written anywhere but in its box.

    That is the command, an answer in private, and in private what is no command at all.
    """
    match item:
        case came.Invocation():
            return is_ballot(item) or (item.private and (bool(item.reply_to) or find(item.name) is None))
        case came.Said():
            return item.private
        case _:
            return False


def not_taken(item: Item, sitting: Sitting) -> None:
    """Tell somebody whose ballot could not be handled that they have not voted by it."""
    if not isinstance(item, Invocation | Said):
        return
    account, key = item.account, f"not-taken:{item.account.platform}:{item.source}"
    answering = item.source if isinstance(item, Invocation) and item.aside else ""
    sitting.tell_account(account.platform, account.id, went_wrong(), key=key, answering=answering)


def as_ballot(item: Invocation | Said, number: str) -> Invocation:
    """Read what somebody wrote as a ballot; ``number`` names which, and is empty where only one can be meant."""
    return Invocation(
        account=item.account,
        venue=item.venue,
        source=item.source,
        name=BALLOT,
        arguments={"choices": words_of(item), **({"number": number} if number else {})},
        private=item.private,
        reply_to=item.reply_to,
        aside=isinstance(item, Invocation) and item.aside,
    )


def words_of(item: Invocation | Said) -> str:
    """Give back what somebody wrote before it was read as a command."""
    if isinstance(item, Said):
        return item.text
    # A mention at the beginning is read as the name of an assembly: "@ada:example.org 5".
    named = item.arguments.get(ASSEMBLY_ARGUMENT, "")
    others = [text for name, text in item.arguments.items() if name not in {ASSEMBLY_ARGUMENT, REST} and text]
    return " ".join(filter(None, (item.name + (f"@{named}" if named else ""), *others, item.arguments.get(REST, ""))))
