"""The words for what is refused where several assemblies, or members' places, are concerned."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from adapters.cleaning import clean_line
from adapters.documents import Document, Inline
from adapters.phrases import listed, moment
from adapters.setting import Setting, say
from deliberation import refusals as no
from deliberation.federation import Peer
from deliberation.refusals import Refusal

ENDED: Final[Mapping[str, str]] = MappingProxyType({"decided": "has been decided", "withdrawn": "was withdrawn"})
"""How what a notice is about ended."""


def circle(path: Sequence[Peer], at: Setting) -> list[Inline | str]:
    """Show the circle that memberships would make: ``Leeds → Yorkshire → North → Leeds``.

    ``path`` is as the engine has it: from the assembly that would be above, up to the one that would be below it.
    """
    around = [path[-1], *path] if path else []
    parts: list[Inline | str] = []
    for number, peer in enumerate(around):
        parts += [" → " if number else "", at.peer(peer)]
    return parts


def kind_named(kind: str) -> str:
    """Name a kind of decision in a sentence."""
    return f"“{clean_line(kind, limit=80)}”"


def _no_place(_no: no.NoPlace, at: Setting) -> Document:
    return say(
        f"You have no place in {at.here} that came to you as a member, so there is none to give up. If you take part"
        " because you are in one of its rooms, leave the room, or type there: ",
        at.type("leave"),
    )


def _circular(refusal: no.Circular, at: Setting) -> Document:
    return say(
        "That would make a circle, in which an assembly is a member of itself: ",
        *circle(refusal.path, at),
        ". One of those memberships would have to end first, which either of its two assemblies can decide.",
    )


def _already_affiliated(refusal: no.AlreadyAffiliated, at: Setting) -> Document:
    if refusal.proposal is None:
        return say(f"{at.here} is a member of ", at.peer(refusal.peer), " already. To see the whole: ",
                   at.type("federation"))  # fmt: skip
    number = f"P{refusal.proposal}"
    return say(
        f"Whether {at.here} becomes a member of ",
        at.peer(refusal.peer),
        f" is asked here already, in {number}. To see how it stands: ",
        at.type(f"status {number}"),
    )


def _asked_lately(refusal: no.AskedLately, at: Setting) -> Document:
    return say(
        at.peer(refusal.peer),
        f" was asked already to take {at.here} as its member, and each asking is a question to everybody there. It can"
        " be asked again from ",
        moment(refusal.again_from, at.assembly),
        " on. Whoever takes part there can call consensus on it again before that.",
    )


def _enough_asked(refusal: no.EnoughAsked, at: Setting) -> Document:
    until: list[Inline | str] = []
    if refusal.again_from is not None:
        until = [" Another can be asked from ", moment(refusal.again_from, at.assembly), " on."]
    return say(
        f"{at.here} has asked {refusal.most} assemblies lately to take it as their member, or you are having it"
        " decided; each asking is a question to everybody there. See first what comes of these: ",
        at.type("status"),
        ".",
        *until,
    )


def _not_affiliated(refusal: no.NotAffiliated, at: Setting) -> Document:
    return say(
        f"Neither {at.here} nor ",
        at.peer(refusal.peer),
        " is a member of the other, so there is nothing to end. To see who is: ",
        at.type("federation"),
    )


def _in_anothers_remit(refusal: no.InAnothersRemit, at: Setting) -> Document:
    return say(
        f"Decisions of the kind {kind_named(refusal.kind)} are for ",
        at.peer(refusal.holder),
        " alone, so this was not put to the assembly here. Propose it there (its short name is"
        f" {refusal.holder.slug}); or, if it is not of that kind, send it again without the line “Kind: …”.",
    )


def _remit_held(refusal: no.RemitHeld, at: Setting) -> Document:
    kind = kind_named(refusal.kind)
    if refusal.holder is None:
        return say(f"Decisions of the kind {kind} are for {at.here} alone already. To see its whole remit: ",
                   at.type("remit"))  # fmt: skip
    return say(
        f"Decisions of the kind {kind} are for ",
        at.peer(refusal.holder),
        " alone, and two remits never overlap. It can release them, by its own consensus; typed there: ",
        at.type(f"release-remit {clean_line(refusal.kind, limit=80)}"),
    )


def _remit_not_held(refusal: no.RemitNotHeld, at: Setting) -> Document:
    held = listed([kind_named(kind) for kind in refusal.held[:10]])
    has = f"It has: {held}." if held else "It has no kind of decision to itself."
    return say(f"Decisions of the kind {kind_named(refusal.kind)} are not in the remit of {at.here}. {has} To see it: ",
               at.type("remit"))  # fmt: skip


def _lent_text(refusal: no.LentText, at: Setting) -> Document:
    number = f"P{refusal.proposal}"
    return say(
        f"The text of {number} belongs to ",
        at.peer(refusal.peer),
        f", where it is P{refusal.theirs}: it is changed or withdrawn there. To say here what should be different: ",
        at.type(f"concern {number} your concern"),
    )


def _no_longer_awaited(refusal: no.NoLongerAwaited, at: Setting) -> Document:
    return say(
        at.peer(refusal.peer),
        f" no longer waits for an answer on P{refusal.proposal}, so consensus on it here would change nothing. If it"
        " matters here all the same, make it a proposal of this assembly's own: ",
        at.form("propose"),
    )


def _notice_period_runs(refusal: no.NoticePeriodRuns, at: Setting) -> Document:
    number = f"P{refusal.proposal}"
    return say(
        f"{number} affects ",
        at.peer(refusal.peer),
        ", which has time to object until ",
        moment(refusal.until, at.assembly),
        "; consensus cannot close before that. Give a later time, or none, and the card stays open for long enough: ",
        at.type(f"consensus {number}"),
    )


def _notice_over(refusal: no.NoticeOver, at: Setting) -> Document:
    notice = at.assembly.notices.get(refusal.notice) if at.assembly else None
    number, over = f"N{refusal.notice}", ENDED.get(refusal.because, "is over")
    if notice is None:
        return say(f"What {number} told of {over}, so an objection to it changes nothing any more.")
    return say(
        f"What {number} told of {over} by ",
        at.peer(notice.peer),
        ", so an objection changes nothing any more. To see it: ",
        at.type(f"status {number}"),
    )


def _already_objected(refusal: no.AlreadyObjected, at: Setting) -> Document:
    number = f"N{refusal.notice}"
    return say(
        f"You object to {number} already, and that stands. What more there is to say, say in the room. To take it"
        " back: ",
        at.type(f"withdraw-objection {number}"),
    )


def _objected_often(refusal: no.ObjectedOften, at: Setting) -> Document:
    number = f"N{refusal.notice}"
    return say(
        f"You have objected to {number} and taken it back {refusal.times} times, and each time two assemblies are told."
        " Should its text change, you can object to that; and anybody else here can object now: ",
        at.type(f"object {number} because …"),
    )


def _no_objection(refusal: no.NoObjection, at: Setting) -> Document:
    number = f"N{refusal.notice}"
    return say(f"You have not objected to {number}, so there is nothing to take back. To see who has: ",
               at.type(f"status {number}"))  # fmt: skip


def _enough_abroad(refusal: no.EnoughAbroad, at: Setting) -> Document:
    open_now = listed([f"P{number}" for number in refusal.proposals])
    if refusal.again_from is not None:
        return say(
            f"You have made {len(refusal.proposals)} proposals within a week that concern other assemblies"
            f" ({open_now}), and each of them is read in their rooms. You can make another from ",
            moment(refusal.again_from, at.assembly),
            " on, and somebody else here can before.",
        )
    return say(
        f"You have {len(refusal.proposals)} proposals open that concern other assemblies ({open_now}), and each of them"
        " is read in their rooms. See to one of these first, or take one back: ",
        at.type(f"withdraw P{refusal.proposals[0]}"),
    )


def _enough_changes(refusal: no.EnoughChanges, at: Setting) -> Document:
    number = f"P{refusal.proposal}"
    return say(
        f"The text of {number} has been changed often in a short time, and other assemblies read each change. It can be"
        " changed again from ",
        moment(refusal.again_from, at.assembly),
        " on. Until then, say here what is to be different: ",
        at.type(f"concern {number} …"),
    )


def _enough_calls(refusal: no.EnoughCalls, at: Setting) -> Document:
    return say(
        f"You have called {refusal.most} checks within a day about which the members of {at.here} are asked as well."
        " You can call another from ",
        moment(refusal.again_from, at.assembly),
        " on, and somebody else here can before.",
    )


def _not_with_itself(refusal: no.NotWithItself, at: Setting) -> Document:
    return say(
        f"“{clean_line(refusal.slug, limit=80)}” is this assembly itself. Name another, by its short name. To see"
        " those around this one: ",
        at.type("federation"),
    )


FEDERATION: Final[Mapping[type[Refusal], Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        no.NoPlace: _no_place,
        no.Circular: _circular,
        no.AlreadyAffiliated: _already_affiliated,
        no.AskedLately: _asked_lately,
        no.EnoughAsked: _enough_asked,
        no.NotAffiliated: _not_affiliated,
        no.InAnothersRemit: _in_anothers_remit,
        no.RemitHeld: _remit_held,
        no.RemitNotHeld: _remit_not_held,
        no.LentText: _lent_text,
        no.NoLongerAwaited: _no_longer_awaited,
        no.NoticePeriodRuns: _notice_period_runs,
        no.NoticeOver: _notice_over,
        no.AlreadyObjected: _already_objected,
        no.ObjectedOften: _objected_often,
        no.NoObjection: _no_objection,
        no.NotWithItself: _not_with_itself,
        no.EnoughAbroad: _enough_abroad,
        no.EnoughChanges: _enough_changes,
        no.EnoughCalls: _enough_calls,
    }
)
"""By the refusal; ``adapters.words.wording`` has them all."""
