"""Who may vote in what, and which of what comes in may be a ballot."""

from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from adapters import inbound as came
from adapters.commands import find
from adapters.grammar import REST
from adapters.inbound import Invocation, Said
from adapters.references import ELECTION, POLL, REFERENDUM, read_reference
from adapters.specs import ASSEMBLY_ARGUMENT
from adapters.words.ballots import went_wrong
from bot.items import Item
from bot.letters import ToAccount, owed
from deliberation.assembly import Assembly
from deliberation.ids import PersonId
from deliberation.polls import Poll
from storage.port import Owed

BALLOT: Final = "ballot"
"""The name of the command by which one votes."""

_VOTED_IN: Final = frozenset({POLL, ELECTION, REFERENDUM})

_WORDS_OF_VOTING: Final = frozenset(
    {"abstain", "agree", "against", "aye", "blank", "block", "disagree", "for", "no", "oppose", "stand-aside"}
    | {"support", "vote", "votes", "voting", "yes"}
)
_BEFORE_A_VOTE: Final = frozenset({"i", "i'd", "id", "i’d", "we", "my", "mine", "please"})
"""What people say before it: ``I vote yes on B1``."""
_NEARLY: Final = 0.7
"""So like the command, by ``difflib``, is what is taken for it misspelt: ``balot``, ``ballots``, ``balllot``."""


def votes_in(assembly: Assembly, person: PersonId) -> list[Poll]:
    """List the open ballots of an assembly in which somebody may vote."""
    return [poll for poll in assembly.polls.values() if poll.is_open and poll.voice(person) is not None]


def is_ballot(item: Invocation) -> bool:
    """Whether somebody uses the command by which one votes."""
    spec = find(item.name)
    return spec is not None and spec.name == BALLOT


def may_be_ballot(item: Item) -> bool:
    """Whether what came in may be a ballot, so that no word of it may be written anywhere but in its box.

    That is the command, an answer in private, in private what is no command at all, and what names a ballot.
    """
    match item:
        case came.Invocation():
            unasked = item.private and (bool(item.reply_to) or find(item.name) is None)
            return is_ballot(item) or unasked or bool(written_otherwise(item) or meant_for_one(item))
        case came.Said():
            return item.private
        case _:
            return False


def not_taken(item: Item) -> list[Owed]:
    """Owe somebody whose ballot could not be handled, or may have been one, word that they have not voted by it."""
    if not may_be_ballot(item) or not isinstance(item, Invocation | Said):
        return []
    account = item.account
    answering = item.source if isinstance(item, Invocation) and item.aside else ""
    letter = ToAccount(platform=account.platform, account=account.id, document=went_wrong(), answering=answering)
    return [owed(f"private:not-taken:{account.platform}:{item.source}", letter)]


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


def written_otherwise(item: Invocation) -> Invocation | None:
    """Read as a ballot what names one in another way, ``yes B1`` or ``B1 yes``; nothing, where none is named."""
    words, slug = _words_and_assembly(item)
    for place, others in ((0, words[1:]), (-1, words[:-1])):
        named = _named(words[place]) if others else None
        if named is not None:
            return _about(item, named, slug, " ".join(others))
    return None


def meant_for_one(item: Invocation) -> Invocation | None:
    """Read as a ballot what cannot be one and is meant for one, ``balot B1 yes`` or ``agree B1``; else give nothing.

    It begins with a word of voting, or with one that is nearly the command and says more than the number of a ballot.
    What it says is not read.
    """
    words, slug = _words_and_assembly(item)
    number = next(filter(None, map(_named, words[1:])), None)
    if number is None:
        return None
    said = (word.casefold().strip(",.:!") for word in words)
    first = next((word for word in said if word not in _BEFORE_A_VOTE), "")
    nearly = len(words) > 2 and get_close_matches(first, [BALLOT], cutoff=_NEARLY)
    if not (first in _WORDS_OF_VOTING or nearly):
        return None
    return _about(item, number, slug, " ".join(words))


def is_word_of_voting(item: Invocation) -> bool:
    """Whether somebody begins with a word by which one answers a question: ``yes``, ``against``."""
    return item.name.casefold() in _WORDS_OF_VOTING


def in_assembly(vote: Invocation, slug: str) -> Invocation:
    """Read a ballot that names no assembly as one in that of a short name."""
    return replace(vote, arguments={**vote.arguments, "number": f"{vote.arguments['number']}@{slug}"})


def _about(item: Invocation, number: str, slug: str, choices: str) -> Invocation:
    vote = as_ballot(item, f"{number}@{slug}" if slug and "@" not in number else number)
    return replace(vote, arguments={**vote.arguments, "choices": choices})


def _named(word: str) -> str | None:
    """Give what names a ballot, as it was typed, if a word does."""
    number = word.rstrip(",:.")
    found = read_reference(number.partition("@")[0])
    return number if found is not None and found.letter in _VOTED_IN else None


def _words_and_assembly(item: Invocation) -> tuple[list[str], str]:
    """Split off the assembly that is joined to the first word (``yes@leeds B1``), where one is."""
    named = item.arguments.get(ASSEMBLY_ARGUMENT, "") if item.name else ""
    first, *others = words_of(item).split() or [""]
    return [first.removesuffix(f"@{named}") if named else first, *others], named


def words_of(item: Invocation | Said) -> str:
    """Give back what somebody wrote before it was read as a command."""
    if isinstance(item, Said):
        return item.text
    # A mention at the beginning is read as the name of an assembly: "@ada:example.org 5".
    named = item.arguments.get(ASSEMBLY_ARGUMENT, "")
    others = [text for name, text in item.arguments.items() if name not in {ASSEMBLY_ARGUMENT, REST} and text]
    return " ".join(filter(None, (item.name + (f"@{named}" if named else ""), *others, item.arguments.get(REST, ""))))
