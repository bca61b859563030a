"""Commands about several assemblies: which is a member of which, what each alone decides, what affects another."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import FEDERATION
from adapters.catalogue.shapes import line, number, reason_below, text
from adapters.specs import CommandSpec, Parameter


def _other(meaning: str) -> Parameter:
    return line("other", meaning, required=True, limit=cleaning.NAME)


def _kind() -> Parameter:
    return line("kind", "which kind of decision, such as press", required=True, limit=cleaning.KIND)


SPECS: Final = (
    CommandSpec(
        name="federation",
        group=FEDERATION,
        summary="See of which assemblies this one is a member, and which are members of it",
        examples=("federation", "federation@leeds-moot"),
        aliases=("tree",),
        query=True,
        tree=True,
    ),
    CommandSpec(
        name="affiliate",
        group=FEDERATION,
        summary="Propose that this assembly become a member of another; both must agree",
        parameters=(_other("which other assembly, by its short name"), reason_below("because")),
        examples=("affiliate yorkshire", "affiliate yorkshire because we share the press"),
    ),
    CommandSpec(
        name="disaffiliate",
        group=FEDERATION,
        summary="Propose to end the membership of one of two assemblies in the other; either can do so alone",
        parameters=(_other("which other assembly, by its short name"), reason_below("because")),
        examples=("disaffiliate yorkshire",),
    ),
    CommandSpec(
        name="remit",
        group=FEDERATION,
        summary="See which kinds of decision are this assembly's alone",
        examples=("remit",),
        query=True,
    ),
    CommandSpec(
        name="claim-remit",
        group=FEDERATION,
        summary="Propose that decisions of a kind be this assembly's alone",
        parameters=(_kind(), reason_below("because")),
        examples=("claim-remit press", "claim-remit press because we speak for all"),
        aliases=("claimremit", "claim"),
    ),
    CommandSpec(
        name="release-remit",
        group=FEDERATION,
        summary="Propose that decisions of a kind be this assembly's alone no longer",
        parameters=(_kind(), reason_below("because")),
        examples=("release-remit press",),
        aliases=("releaseremit",),
    ),
    CommandSpec(
        name="object",
        group=FEDERATION,
        summary="Object, for this assembly, to what another would do; while it stands, they have no consensus",
        parameters=(
            number("N", "the number of the notice"),
            text("reason", "why, in your own words", "because", required=True),
        ),
        examples=("object N1 because the van is ours too",),
        aliases=("objection",),
    ),
    CommandSpec(
        name="withdraw-objection",
        group=FEDERATION,
        summary="Take back an objection of yours, or propose to take back those of people who are gone",
        parameters=(number("N", "the number of the notice"),),
        examples=("withdraw-objection N1",),
        aliases=("unobject", "lift-objection"),
    ),
)
"""In the order in which the help lists them."""
