"""Commands about gifts: for the treasurer, and for everybody to see what came in."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import GIFTS
from adapters.catalogue.shapes import line, number
from adapters.donations.law import law
from adapters.specs import CommandSpec, Kind, Parameter, Place

_A_DAY: Final = (
    r"(?:the )?(?:[0-9]{1,4}(?:st|nd|rd|th)?(?:[-/. ]|$)|today|yesterday|tomorrow"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+[0-9])"
)
_A_WAY: Final = r"(?:bank|transfer|cash|cheque|check|card|standing|direct|post|paypal|stripe|money order)\b"

A_GIFT: Final = "£50 from NAME on 1 November"
"""What follows the command that records a gift, for whoever fills it in."""

SPECS: Final = (
    CommandSpec(
        name="donation-record",
        group=GIFTS,
        summary="For the treasurer: record a gift; I say at once what becomes of it",
        parameters=(
            line("sum", "how much, in pounds and pence", required=True),
            Parameter(
                name="source",
                kind=Kind.LINE,
                place=Place.AFTER,
                meaning="from whom: the full name, or the code of somebody who gave before",
                required=True,
                words=("from",),
                limit=cleaning.TITLE,
            ),
            Parameter(
                name="day",
                kind=Kind.DAY,
                place=Place.AFTER,
                meaning="the day on which it was received",
                required=True,
                words=("on", "received on", "given on"),
                last=True,
                shape=_A_DAY,
                example="1 November",
            ),
            Parameter(
                name="basis",
                kind=Kind.LINE,
                place=Place.AFTER,
                meaning="on what ground the source may give; a person where you leave it out",
                words=("basis:",),
                choices=tuple(each.name for each in law().bases),
            ),
            Parameter(
                name="facts",
                kind=Kind.LINE,
                place=Place.AFTER,
                meaning="what bears that out: which electoral register, a company's number …",
                words=("facts:",),
                limit=cleaning.TITLE,
            ),
            Parameter(
                name="way",
                kind=Kind.LINE,
                place=Place.AFTER,
                meaning="how the money came, such as bank transfer",
                words=("by", "in"),
                last=True,
                shape=_A_WAY,
            ),
            Parameter(
                name="thing",
                kind=Kind.LINE,
                place=Place.AFTER,
                meaning="where it is no money: what it is; the sum is then what it is worth",
                words=("in kind",),
                limit=cleaning.TITLE,
            ),
        ),
        examples=(
            "donation-record £50 from Ada Lovelace on 1 November",
            "donation-record £2,000 from Unite, trade union, listed by the Certification Officer, on 1 November",
            "donation-record £120 from Ben Hill, on the electoral register of Leeds, on 2026-11-01 in kind: a printer",
        ),
        aliases=("record-donation", "record-gift", "gift-record"),
        private=True,
    ),
    CommandSpec(
        name="donation-returned",
        group=GIFTS,
        summary="For the treasurer: note that a gift was sent back",
        parameters=(
            number("G", "the number of the gift"),
            Parameter(
                name="day",
                kind=Kind.DAY,
                place=Place.AFTER,
                meaning="the day on which it went; today if you leave it out",
                words=("on",),
                example="1 November",
            ),
        ),
        examples=("donation-returned G1", "donation-returned G1 on 20 November"),
        aliases=("gift-returned", "donation-return"),
        private=True,
    ),
    CommandSpec(
        name="donation-mistaken",
        group=GIFTS,
        summary="For the treasurer: say that a gift was recorded by mistake, so that it counts no more",
        parameters=(number("G", "the number of the gift"),),
        examples=("donation-mistaken G1",),
        aliases=("gift-mistaken", "donation-mistake", "gift-mistake"),
        private=True,
    ),
    CommandSpec(
        name="donations",
        group=GIFTS,
        summary="See what was given and what became of it: of a year, or one gift whole",
        parameters=(
            number("G", "the number of one gift, or a year; all of the latest year without one", required=False),
        ),
        examples=("donations", "donations G1", "donations 2026"),
        aliases=("donation", "gift", "gifts", "donation-list"),
        query=True,
        private=True,
    ),
    CommandSpec(
        name="donors",
        group=GIFTS,
        summary="For the treasurer: see who gave; or say that two who gave are one",
        parameters=(
            Parameter(
                name="donor",
                kind=Kind.WORD,
                place=Place.WORD,
                meaning="the code of one who turned out to be another; all who gave without one",
            ),
            Parameter(
                name="other",
                kind=Kind.LINE,
                place=Place.AFTER,
                meaning="the code of the other: their gifts count together then",
                words=("is", "and", "as"),
            ),
        ),
        examples=("donors", "donors donor-3f9a2c is donor-51b07e"),
        aliases=("givers", "donor", "donation-donors"),
        private=True,
    ),
)
"""In the order in which the help lists them."""
