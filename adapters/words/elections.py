"""The words for what is refused about elections."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.elections import subject_of
from adapters.cleaning import clean_line
from adapters.documents import Code, Document, Inline
from adapters.phrases import count, length, listed, moment
from adapters.setting import Setting, choices, say
from deliberation import refusals as no
from deliberation.elections import Election, ElectionState
from deliberation.refusals import Refusal


def _election(number: int, at: Setting) -> Election | None:
    return at.assembly.elections.get(number) if at.assembly is not None else None


def _under_way(refusal: no.ElectionUnderWay, at: Setting) -> Document:
    election = _election(refusal.election, at)
    what = f" ({subject_of(election)})" if election is not None else ""
    number = f"E{refusal.election}"
    opening = f"{number} is open already{what}"
    move, end = at.type(f"timetable {number} …"), at.type(f"call-off {number} because …")
    if refusal.ends:
        times = "To give it other times, no shorter than were published: "
        instead: list[Inline | str] = [times, move, ". "] if refusal.moves else []
        return say(f"{opening}, and stays as it is. ", *instead, "To have it otherwise, call it off first: ", end,
                   ", and call it again.")  # fmt: skip
    if refusal.moves:
        return say(f"{opening}, and stays as it is. To give it other times, no shorter than were published: ", move)
    return say(f"{opening}. To see its timetable: ", at.type(f"status {number}"),
               ". To put a name forward in it: ", at.type(f"nominate NAME in {number}"))  # fmt: skip


def _appointed(refusal: no.OfficeIsAppointed, at: Setting) -> Document:
    office, by = clean_line(refusal.office, limit=80), clean_line(refusal.appointed_by, limit=80)
    return say(
        f"The {office} of {at.here} is not elected: whoever is {by} appoints them, with ",
        at.type(f"appoint NAME as {office}"),
        ". To propose that it be elected instead: ",
        at.type(f"office change {office} elected"),
    )


def _constituencies(_no: no.OnlyConstituencies, at: Setting) -> Document:
    return say(
        f"Candidates for public election are selected by constituency assemblies alone, and {at.here} is none. To elect"
        " to an office: ",
        at.form("election"),
    )


def _not_returning(refusal: no.NotReturning, at: Setting) -> Document:
    what = f"E{refusal.election}" if refusal.election is not None else "Elections"
    if refusal.returning is not None:
        return say(f"{what} has a returning officer, {at.name(refusal.returning)}: only they can change it. Ask them"
                   " to do it.")  # fmt: skip
    who = at.people(refusal.officers)
    if refusal.plainly:
        form = at.type(f"election {clean_line(refusal.plainly, limit=80)}")
        return say("The last one was called off and left the office vacant, so anyone who takes part can call the next,"
                   " as the rules have it and with no more words than: ", form,
                   f". Otherwise it is for {who} to call. Ask them to do it.")  # fmt: skip
    if refusal.society:
        verb = "is" if refusal.election is not None else "are"
        return say(
            f"{what} {verb} for the officers of the Electoral Society to return: {who}. Ask one of them to do it."
        )
    if not who:
        return say(f"You do not return E{refusal.election}: I do, by its timetable. To see it: ",
                   at.type(f"status E{refusal.election}"))  # fmt: skip
    verb = "is" if refusal.election is not None else "are"
    return say(
        f"{what} {verb} for whoever gives procedure in {at.here} to call and to change: {who}. Ask them to do it."
    )


def _called_off_before(refusal: no.CalledOffBefore, at: Setting) -> Document:
    number = f"E{refusal.election}"
    return say(f"E{refusal.before} was called off before it and left the office vacant, so {number} is not called off"
               " too: it goes on until somebody is elected, or nominations re-open. To see how it stands: ",
               at.type(f"status {number}"))  # fmt: skip


def _which(refusal: no.WhichToFill, at: Setting) -> Document:
    offices = [clean_line(office, limit=80) for office in refusal.offices]
    name = at.name(refusal.person)
    forms = [at.type(f"{refusal.command} {name} as {office}") for office in offices]
    return say(f"Several offices of {at.here} could be meant: {listed(offices)}. Say which: ", *choices(forms))


def _about_them(refusal: no.NotTheirsToReturn, at: Setting) -> Document:
    office = clean_line(refusal.office, limit=80)
    if refusal.election is None:
        return say(f"You are {office}, or it is asked now whether you are to be, so this election is about you, and"
                   " somebody else calls it. It opens by itself when a term ends or somebody resigns.")  # fmt: skip
    return say(
        f"E{refusal.election} is about you, so you can neither change nor end it. If you are nominated and would rather"
        " return it: ",
        at.type(f"decline E{refusal.election}"),
    )


def _returning_stands(refusal: no.ReturningOfficerStands, at: Setting) -> Document:
    election = _election(refusal.election, at)
    number = f"E{refusal.election}"
    if election is not None and election.returning == refusal.person:
        return say(f"{at.name(refusal.person)} returns {number}, and nobody returns an election in which they stand."
                   " To stand, they first hand it over: ", at.type(f"take-on {number} to the bot"))  # fmt: skip
    opening = "Nobody returns an election in which they stand or are asked about, or to an office that they hold"
    if election is not None and refusal.person in election.named:
        return say(f"{opening}. Not to stand in {number}: ", at.type(f"decline {number}"))
    return say(f"{opening}. Whoever returns {number} now goes on; to see it: ", at.type(f"status {number}"))


def _not_open(refusal: no.NominationsNotOpen, at: Setting) -> Document:
    number = f"E{refusal.election}"
    election = _election(refusal.election, at)
    if refusal.opens is not None:
        return say(f"Nominations in {number} open ", moment(refusal.opens, at.assembly), "; please come back then.")
    closed = moment(refusal.closed, at.assembly) if refusal.closed is not None else "already"
    if election is None or not election.is_open:
        return say(f"{number} is over. To see how it came out: ", at.type(f"status {number}"))
    if election.state is ElectionState.CONSENSUS and election.office:
        return say(f"Nominations in {number} closed ", closed, ". Until the ballot opens, the assembly can still be"
                   " asked about one name: ", at.type(f"elect NAME as {election.office}"))  # fmt: skip
    return say(f"Nominations in {number} closed ", closed, ". To see who stands: ", at.type(f"status {number}"))


def _already_standing(refusal: no.AlreadyStanding, at: Setting) -> Document:
    number, name = f"E{refusal.election}", at.name(refusal.person)
    election = _election(refusal.election, at)
    found = election.candidates.get(refusal.person) if election is not None else None
    if found is not None and found.declined:
        return say(f"{name} was put forward in {number} already, and does not stand. If they change their mind: ",
                   at.type(f"accept {number} …"))  # fmt: skip
    if found is not None and found.seconded_by is None:
        return say(f"{name} is nominated in {number} already. Anybody else than whoever named {name} can second that: ",
                   at.type(f"second NAME in {number}"))  # fmt: skip
    return say(f"{name} is nominated in {number} already. To see who stands: ", at.type(f"status {number}"))


def _enough(refusal: no.EnoughNominated, at: Setting) -> Document:
    names = count(refusal.seats, "name", "names")
    return say(
        f"You have put {names} forward in E{refusal.election} already, as many as there are seats. Ask somebody else to"
        " put this one forward; you can second it: ",
        at.type(f"second NAME in E{refusal.election}"),
    )


def _not_nominated(refusal: no.NotNominated, at: Setting) -> Document:
    number = f"E{refusal.election}"
    name = "You" if refusal.themselves else at.name(refusal.person)
    are, whose = ("are", "your") if refusal.themselves else ("is", "that")
    other = "you" if refusal.themselves else name
    election = at.assembly.elections.get(refusal.election) if at.assembly is not None else None
    if election is not None and election.state not in {ElectionState.ANNOUNCED, ElectionState.NOMINATIONS}:
        return say(f"{name} {are} not nominated in {number}, and nominations are closed. To see who stands: ",
                   at.type(f"status {number}"))  # fmt: skip
    return say(f"{name} {are} not nominated in {number}. Anyone else than {other} can put {whose} name forward: ",
               at.type(f"nominate NAME in {number}"))  # fmt: skip


def _own_second(refusal: no.SecondYourOwn, at: Setting) -> Document:
    return say(
        f"A nomination is seconded by somebody other than whoever made it and whom it names, so you cannot second this"
        f" one in E{refusal.election}. Ask someone else in {at.here} to."
    )


def _seconded(refusal: no.AlreadySeconded, at: Setting) -> Document:
    number = f"E{refusal.election}"
    return say(f"The nomination of {at.name(refusal.person)} in {number} is seconded already, and one second is enough."
               " To see who stands: ", at.type(f"status {number}"))  # fmt: skip


def _statement(refusal: no.StatementNeeded, at: Setting) -> Document:
    return say(
        "Say why you stand, in your own words; everyone will read it: ", at.type(f"accept E{refusal.election} …")
    )


def _too_late(refusal: no.TooLateForThat, at: Setting) -> Document:
    number = f"E{refusal.election}"
    if refusal.over:
        return say(f"{number} is over. To see how it came out: ", at.type(f"status {number}"))
    return say(f"The ballot of {number} is open, so nothing in it changes any more. To see it: ",
               at.type(f"status {number}"))  # fmt: skip


_TIMES: Final = MappingProxyType(
    {
        "opened": "Nominations are open already, or have closed, and that is not undone. Move what is still ahead: ",
        "past": "Nominations would close before now. Give a later day: ",
        "nominations": "Nominations would be open for less than an hour. Give them more time: ",
        "ballot past": "The ballot would open before now. Give a later day: ",
        "consensus": "Between the close of nominations and the ballot there must be at least an hour, to see whether"
        " there is consensus. Let the ballot open later: ",
        "ballot": "The ballot would be open for less than an hour. Give it more time: ",
        "long": "That would take more than half a year. Give nearer days: ",
        "joined": "The day by which people must have joined comes after the ballot opens. Give an earlier one: ",
        "long ago": "The day by which people must have joined is more than a year ago, so that most could not vote."
        " Give a later one: ",
        "few": "Less than half of those who take part had joined by that day, and no one takes the vote from all"
        " the others. Give a later one: ",
        "shorter": "That would leave less time than was published, and people count on it. Put it off, or leave it: ",
        "vacant": "The election before was called off and left the office vacant, so this one is over no later than the"
        " rules say, and is not put off. Leave the times out, or give earlier ones: ",
        "voters": "Nominations have opened, and who votes was published before: that is not changed any more. Move what"
        " is still ahead: ",
    }
)
_SPANS: Final = MappingProxyType(
    {
        "nominations": "By the rules nominations are open for at least {}.",
        "consensus": "By the rules there are at least {} between the close of nominations and the ballot, to see"
        " whether there is consensus, and for its cooling off.",
        "ballot": "By the rules the ballot is open for at least {}.",
    }
)
_FORMS: Final = MappingProxyType(
    {
        **dict.fromkeys(("joined", "long ago", "few"), "joined by 1 November"),
        "shorter": "ballot 5 December to 12 December",
        "ballot": "ballot 7d",
        "opened": "ballot 5 December to 12 December",
        "voters": "ballot 5 December to 12 December",
        "ballot past": "ballot 5 December to 12 December",
        "consensus": "nominations until 1 December ballot 5 December to 12 December",
    }
)


def _bad_timetable(refusal: no.BadTimetable, at: Setting) -> Document:
    line = "election OFFICE" if refusal.election is None else f"timetable E{refusal.election}"
    form = at.type(f"{line} {_FORMS.get(refusal.problem, 'nominations 7d ballot 7d')}")
    if refusal.least is not None:
        return say(f"{_SPANS[refusal.problem].format(length(refusal.least))} Nothing was changed. For example: ",
                   form, ".")  # fmt: skip
    return say(_TIMES[refusal.problem], form, ". Nothing was changed.")


def _too_many(refusal: no.TooManySeats, _at: Setting) -> Document:
    if refusal.most == 1:
        return say("One person holds that office, so one is elected. Leave the number out.")
    return say(f"Between 1 and {refusal.most:,} can be elected there. For example: ", Code(f"seats {refusal.most}"))


def _ballot_decides(refusal: no.BallotDecides, at: Setting) -> Document:
    if refusal.poll is not None:
        number = f"B{refusal.poll}"
        return say(f"The ballot {number} decides that now, so consensus is no longer asked for. To vote: ",
                   at.type(f"ballot {number}"))  # fmt: skip
    return say(f"The ballot of E{refusal.election} is about to open and decides that, so consensus is no longer asked"
               " for. To see it: ", at.type(f"status E{refusal.election}"))  # fmt: skip


def _does_not_stand(refusal: no.DoesNotStand, at: Setting) -> Document:
    number = f"E{refusal.election}"
    if refusal.declined:
        return say(f"{at.name(refusal.person)} has said in {number} that they do not stand, so nobody is asked about"
                   " them. To see who stands: ", at.type(f"status {number}"))  # fmt: skip
    return say(f"{at.name(refusal.person)} is nominated in {number} and does not stand: that takes a second, and that"
               " they accept. To see who stands: ", at.type(f"status {number}"))  # fmt: skip


ELECTIONS: Final[Mapping[type[Refusal], Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        no.ElectionUnderWay: _under_way,
        no.OfficeIsAppointed: _appointed,
        no.OnlyConstituencies: _constituencies,
        no.NotReturning: _not_returning,
        no.CalledOffBefore: _called_off_before,
        no.WhichToFill: _which,
        no.NotTheirsToReturn: _about_them,
        no.ReturningOfficerStands: _returning_stands,
        no.NominationsNotOpen: _not_open,
        no.AlreadyStanding: _already_standing,
        no.EnoughNominated: _enough,
        no.NotNominated: _not_nominated,
        no.SecondYourOwn: _own_second,
        no.AlreadySeconded: _seconded,
        no.StatementNeeded: _statement,
        no.TooLateForThat: _too_late,
        no.BadTimetable: _bad_timetable,
        no.TooManySeats: _too_many,
        no.BallotDecides: _ballot_decides,
        no.DoesNotStand: _does_not_stand,
    }
)
"""By the refusal."""
