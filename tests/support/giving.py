"""An assembly with a treasurer, and gifts to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Final, Self

from deliberation import commands as cmd
from deliberation.donations import DonorKind
from deliberation.events import AssemblyFounded
from deliberation.federation import Kind, Peer
from deliberation.ids import DonorId, PersonId
from tests.support.engine import Moot

ADA, BEN = PersonId("ada"), PersonId("ben")


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """From whom something is."""

    name: str
    kind: DonorKind = DonorKind.PERSON
    basis: str = "individual"
    facts: str = ""


GRACE: Final = From(name="Grace Hopper")
UNITE: Final = From(
    name="Unite the Union",
    kind=DonorKind.ORGANISATION,
    basis="trade union",
    facts="listed by the Certification Officer",
)


class Giving(Moot):
    """An assembly to which gifts are given. Ada is treasurer of one ``with_treasurer``."""

    def __init__(self) -> None:
        super().__init__()
        self._donors = count(1)
        self._kind = Kind.ORDINARY

    @classmethod
    def with_treasurer(
        cls,
        *names: str,
        kind: Kind = Kind.ORDINARY,
        rules: Mapping[str, str] | None = None,
    ) -> Self:
        """Found an assembly and elect Ada treasurer, by everybody's consensus."""
        moot = cls.founded(*(names or ("ada", "ben", "cat")))
        if kind is not Kind.ORDINARY:
            moot._of_kind(kind)
        moot.fill("treasurer", "ada")
        for name, value in (rules or {}).items():
            moot.rule(name, value)
        return moot

    def _of_kind(self, kind: Kind) -> None:
        """Begin anew as if it had been founded as something else."""
        happened, self.happened, self.entries, self.texts = self.happened, [], [], {}
        self._assembly = None
        for event in happened:
            self._take(replace(event, kind=kind) if isinstance(event, AssemblyFounded) else event)

    def fill(self, name: str, holder: str, *, deputy_to: str | None = None) -> None:
        """Make an office by everybody's consensus, and elect somebody to it."""
        self.do(cmd.ProposeOffice(actor=self.others(holder), office=name, deputy_to=deputy_to))
        self.carry(len(self.assembly.proposals))
        self.do(cmd.NominateOfficer(actor=self.others(holder), person=PersonId(holder), office=name))
        self.carry(len(self.assembly.proposals))
        assert holder in self.assembly.offices[name].holders

    def others(self, but: str) -> PersonId:
        """Name somebody else who takes part."""
        return min(person for person in self.assembly.participants if person != but)

    def rule(self, name: str, value: str) -> None:
        """Change a rule by everybody's consensus."""
        self.do(cmd.ProposeRule(actor=ADA, rule=name, value=value))
        self.carry(len(self.assembly.proposals))

    def carry(self, proposal: int) -> None:
        """Have everybody agree to a proposal, and let it settle."""
        check = self.assembly.proposals[proposal].check
        if check is None:
            check = self.call(proposal)
        self.agree(*sorted(self.check(check).roll), check=check)
        cooling = self.assembly.cooling_off(check)
        if cooling is not None and cooling.cooling_until is not None:
            self.now = cooling.cooling_until
            self.do(cmd.Tick())

    def giving(
        self,
        pence: int,
        *,
        source: From = GRACE,
        name: str | None = None,
        basis: str | None = None,
        facts: str | None = None,
        kind: DonorKind | None = None,
        actor: PersonId = ADA,
        given_on: date | None = None,
        person: PersonId | None = None,
        form: str = "",
        in_kind: bool = False,
        known: DonorId | None = None,
        elsewhere: tuple[Peer, ...] = (),
    ) -> cmd.RecordDonation:
        """Write the command that records a gift, by Grace Hopper and today where nothing else is said."""
        return cmd.RecordDonation(
            actor=actor,
            donor=DonorId(f"{next(self._donors):016x}"),
            kind=kind or source.kind,
            name=source.name if name is None else name,
            basis=basis or source.basis,
            facts=source.facts if facts is None else facts,
            pence=pence,
            given_on=given_on or self.now.date(),
            form=form,
            in_kind=in_kind,
            days=30,
            person=person,
            known=known,
            elsewhere=elsewhere,
        )

    def give(self, pence: int, **gift: object) -> int:
        """Record a gift (as ``giving``); give its number."""
        self.do(self.giving(pence, **gift))  # type: ignore[arg-type]
        return len(self.assembly.donations)

    def hold(self, pence: int = 2_000_00) -> int:
        """Record an organisation's larger gift; give the number of the check that asks about it."""
        self.give(pence, source=UNITE)
        return len(self.assembly.checks)
