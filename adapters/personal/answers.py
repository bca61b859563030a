"""What people read of their accounts: codes, questions between two accounts of one person, and what came of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from adapters.cleaning import clean_line
from adapters.documents import (
    Block,
    Bullets,
    Code,
    Document,
    File,
    Inline,
    Moment,
    Strong,
    Typed,
    heading,
    inlines,
    paragraph,
)
from adapters.inbound import Account
from adapters.setting import choices, say

_PLATFORMS: Final[Mapping[str, str]] = MappingProxyType({"matrix": "Matrix", "discord": "Discord"})


def label(account: Account) -> str:
    """Name an account so that there is no doubt which it is: ``Ada, @ada:example.org on Matrix``."""
    name, account_id = clean_line(account.name, limit=80), clean_line(account.id, limit=255)
    platform = _PLATFORMS.get(account.platform, clean_line(account.platform, limit=40).capitalize())
    who = account_id if name in {"", account_id} else f"{name}, {account_id}"
    return f"{who} on {platform}"


class No(Enum):
    """Why something about one's accounts was not done. Nothing was changed by it."""

    NO_CODE = auto()
    WRONG_CODE = auto()
    EXPIRED = auto()
    TOO_MANY_TRIES = auto()
    OWN_CODE = auto()
    OWN_ACCOUNT = auto()
    ALREADY_ONE = auto()
    FOR_ANOTHER = auto()
    NOTHING_ASKED = auto()
    GONE = auto()
    BURNT = auto()
    LAST_ACCOUNT = auto()
    NOT_YOUR_ACCOUNT = auto()
    NOT_ASKED_TO_FORGET = auto()
    ONLY_IN_PRIVATE = auto()


_NEW_CODE: Final = " To get a new code, type with your other account: "

_WORDS: Final[Mapping[No, Callable[[], Document]]] = MappingProxyType(
    {
        No.NO_CODE: lambda: say(
            "That is not a code, so nothing was changed. A code looks like ",
            Code("7QK-2M9XF4"),
            "." + _NEW_CODE,
            Typed("link"),
        ),
        No.WRONG_CODE: lambda: say(
            "That code is not good: it was mistyped, has been used, or has ended. Nothing was changed." + _NEW_CODE,
            Typed("link"),
        ),
        No.EXPIRED: lambda: say(
            "That code is too old, so nothing was changed." + _NEW_CODE,
            Typed("link"),
        ),
        No.TOO_MANY_TRIES: lambda: say(
            "You have typed too many wrong codes, so I did not look at this one. Wait ten minutes, then try again."
        ),
        No.OWN_CODE: lambda: say(
            "This is the account that the code was given to, so nothing was changed. Type it to me with your other"
            " account, in private."
        ),
        No.OWN_ACCOUNT: lambda: say(
            "That is the account that you are using, so there is nothing to join. Name your other account, or leave it"
            " out: ",
            Typed("link"),
        ),
        No.ALREADY_ONE: lambda: say(
            "These two accounts are one person already, so nothing was changed. To see your accounts: ", Typed("me")
        ),
        No.FOR_ANOTHER: lambda: say(
            "That code was made for another account than this one, so nothing was changed. If it is yours, make a new"
            " one with your other account: ",
            Typed("link"),
        ),
        No.NOTHING_ASKED: lambda: say(
            "I have not asked you anything about another account, or it was more than ten minutes ago. Nothing was"
            " changed. To begin: ",
            Typed("link"),
        ),
        No.GONE: lambda: say("That account is no longer known to me, so nothing was changed."),
        No.BURNT: lambda: say(
            "You typed a code where others can read it, so it has ended and nothing was changed. Type codes only to me"
            " in private." + _NEW_CODE,
            Typed("link"),
        ),
        No.LAST_ACCOUNT: lambda: say(
            "That is your only account, so it cannot be taken out. To have everything about you erased: ",
            Typed("forget-me"),
        ),
        No.NOT_YOUR_ACCOUNT: lambda: say(
            "That is not one of your accounts, so nothing was changed. To see yours: ", Typed("me")
        ),
        No.NOT_ASKED_TO_FORGET: lambda: say(
            "Nothing was erased: you have not read yet what goes and what stays, or it was more than ten minutes ago."
            " Begin with: ",
            Typed("forget-me"),
        ),
        No.ONLY_IN_PRIVATE: lambda: say(
            "Say that to me in private, so that nothing of it is left in a room. Nothing was erased. There: ",
            Typed("forget-me yes"),
        ),
    }
)


def no(why: No) -> Document:
    """Say why something was not done."""
    return replace(_WORDS[why](), failed=True)


# --- joining two accounts


def code_made(code: str, until: datetime, zone: str, only: str = "") -> Document:
    """Show a new code to whoever asked for it."""
    step: tuple[Inline | str, ...] = (
        ("Then say ", Typed("link yes"), f" there. Only {clean_line(only, limit=255)} can use it.")
        if only
        else ("Then I ask both whether the other is yours, and you say ", Typed("link yes"), " with each.")
    )
    return Document(
        (
            paragraph("Your code: ", Strong(code)),
            paragraph("Type it to me with your other account, in private: ", Typed(f"link {code}"), ". ", *step),
            paragraph(
                "It is good once, until ",
                Moment(until, zone),
                ". Show it to nobody: whoever uses it would act as you. Nobody who runs this bot will ask you for it.",
            ),
        )
    )


def asks_maker(other: Account) -> Document:
    """Ask the one who made a code whether the account that typed it is theirs."""
    return Document(
        (
            paragraph("Your code was typed by this account: ", Strong(label(other)), "."),
            paragraph("If that is you, say so within the ten minutes of the code: ", Typed("link yes"), "."),
            paragraph(
                "If it is not you, somebody has got hold of your code: ", Typed("link no"), ". Nothing happens then."
            ),
        )
    )


def asks_typer(maker: Account, *, both: bool) -> Document:
    """Ask the one who typed a code whether the account that it belongs to is theirs too."""
    there = [" I have asked there too; once it is said with both, you are one person."] if both else []
    return Document(
        (
            paragraph("That code belongs to this account: ", Strong(label(maker)), "."),
            paragraph("If that is you as well, say so within the ten minutes: ", Typed("link yes"), ".", *there),
            paragraph(
                "If somebody gave you the code, whatever they said it was for: ",
                Typed("link no"),
                ". Whoever has that account could act as you.",
            ),
        )
    )


def waits_for_other(other: Account) -> Document:
    """Tell one who said yes that the other account has to say it too."""
    return say(
        "Noted. Now say ",
        Typed("link yes"),
        f" to me with the other account too: {label(other)}. Nothing is changed before.",
    )


def joined(accounts: Sequence[Account], standing: Sequence[str]) -> Document:
    """Tell both accounts that they are one person now; ``standing`` says what became of their answers."""
    blocks: list[Block] = [
        heading("Your accounts are one person now"),
        Bullets(tuple(inlines(label(account)) for account in accounts)),
        paragraph(
            "Whatever you say with one of them counts once. Your assemblies, offices and proposals are the same."
        ),
    ]
    if standing:
        blocks += [
            paragraph("What was open before:"),
            Bullets(tuple(inlines(line) for line in standing)),
        ]
    # Who was talked into typing another's code must not be led to take out their own account, and leave all to them.
    out = choices([Typed(f"unlink {account.id}") for account in accounts])
    blocks.append(paragraph("To take one of them out again: ", *out, ". What both had stays with those that are left."))
    blocks.append(
        paragraph(
            "If one of them is not yours, take out that one, at once, and not your own: it would keep everything."
        )
    )
    return Document(tuple(blocks))


def became_member(paid_until: date, *, current: bool) -> Document:
    """Tell somebody that their invitation was taken up; their subscription may have ended since it was sent."""
    if not current:
        return say(
            f"You are known with this account now as somebody whose subscription ended on {written_day(paid_until)}."
            " Once it is renewed, you are let into the assemblies that members sit in. To see what I know of you: ",
            Typed("me"),
        )
    return Document(
        (
            paragraph(f"You are known as a member now, paid until {written_day(paid_until)}, with this account."),
            paragraph(
                "You are let into the assemblies that members sit in. To see what I know of you: ", Typed("me"), "."
            ),
        )
    )


def written_day(day: date) -> str:
    """Write a day of the calendar: ``1 December 2026``."""
    return f"{day.day} {day:%B %Y}"


def declined(other: Account) -> Document:
    """Tell both that nothing comes of it."""
    return say(f"Nothing was changed: you and {label(other)} stay two people.")


def code_ended(tries: int) -> Document:
    """Tell the maker of a code that somebody tried to guess it."""
    return say(
        f"Your code was typed wrongly {tries} times, so it has ended and nothing was changed. To get a new one: ",
        Typed("link"),
    )


def code_burnt(by: Account) -> Document:
    """Tell the maker of a code that it was typed where others could read it."""
    return say(
        f"Your code was typed by {label(by)} in a room that others can read, so it has ended and nothing was changed."
        " Codes are typed to me in private. To get a new one: ",
        Typed("link"),
    )


def code_refused(by: Account) -> Document:
    """Tell the maker of a code for one account that another one typed it."""
    return say(
        f"Your code was typed by {label(by)}, which is not the account that you made it for. It was refused, and"
        " nothing was changed. If you gave the code to nobody, make a new one: ",
        Typed("link"),
    )


# --- taking one out again


def own_accounts(accounts: Sequence[Account]) -> Document:
    """List one's accounts, each with what takes it out."""
    if len(accounts) == 1:
        return no(No.LAST_ACCOUNT)
    return Document(
        (
            paragraph("Which of your accounts is to be somebody else from now on?"),
            Bullets(tuple(inlines(f"{label(each)}: ", Typed(f"unlink {each.id}")) for each in accounts)),
        )
    )


def parted(account: Account, left: Sequence[Account]) -> Document:
    """Tell both sides that an account was taken out."""
    return Document(
        (
            paragraph(f"{label(account)} is somebody else from now on. What was said with it before stays with:"),
            Bullets(tuple(inlines(label(each)) for each in left)),
            paragraph(
                "Offices, proposals and membership stay there too. Whoever uses the other account takes part in the"
                " assemblies whose rooms it is in, and answers what is called from now on. To join them again: ",
                Typed("link"),
                ".",
            ),
        )
    )


# --- what is known of somebody


def my_data(text: str) -> Document:
    """Hand somebody everything that is kept about them, as a file."""
    return Document(
        (
            paragraph(
                "Here is everything that I keep about you, as a file of JSON: your accounts, where you take part and"
                " what you said, your membership, and every entry of the registers that names you, with your words."
            ),
            paragraph("To see the most of it at a glance: ", Typed("me"), ". To have it erased: ", Typed("forget-me")),
        ),
        files=(File("folkmoot-my-data.json", "application/json", text),),
    )


# --- being forgotten


def before_forgetting(assemblies: int, accounts: Sequence[Account], until: datetime, zone: str) -> Document:
    """Say what will go and what stays, and ask once more."""
    where = f" in {assemblies:,} assemblies" if assemblies > 1 else ""
    return Document(
        (
            heading("Before I forget you"),
            paragraph(Strong("What goes:")),
            Bullets(
                (
                    inlines("your names and accounts: " + "; ".join(map(label, accounts))),
                    inlines(f"the reasons, concerns and objections that you gave{where}, in my record and on my cards"),
                    inlines("your places and offices, your membership here, signatures on petitions still gathering"),
                )
            ),
            paragraph(Strong("What stays:")),
            Bullets(
                (
                    inlines(
                        "decisions, the text of proposals, minutes of moots, and how many stood where, under a number"
                        " without a name"
                    ),
                    inlines(
                        "if you gave money: that you did, with your name and address, in the treasurer's records for as"
                        " long as gifts must be accounted for; that it was from this account goes"
                    ),
                    inlines("messages of yours and mine that are in the rooms, until somebody deletes them"),
                    inlines("the roster of members that others keep: ask the membership secretary"),
                )
            ),
            paragraph(
                "This cannot be undone. If you stay in the rooms of an assembly, I shall see again who is in them: what"
                " you do from then on is by somebody new. So leave them first if you do not want that. To get all of it"
                " first as a file: ",
                Typed("my-data"),
                ".",
            ),
            paragraph("If you are sure, type until ", Moment(until, zone), ": ", Typed("forget-me yes")),
        )
    )


def forgotten(assemblies: int) -> Document:
    """Tell somebody that they were forgotten."""
    if not assemblies:
        return say("Done: your names and accounts are erased. You were in no assembly.")
    where = "one assembly" if assemblies == 1 else f"{assemblies:,} assemblies"
    return say(
        f"Done: your names, accounts and reasons are erased, in {where}. What was decided stands, under a number"
        " without a name. If you are still in the rooms, what you do from now on is by somebody new; to take no part,"
        " leave them."
    )
