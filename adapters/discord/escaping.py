"""What somebody typed stays text in Discord's Markdown: no heading, no mention, no masked link, no emoji of a guild's.

Written after the rules of Discord's own parsers, which differ: that for Android knows no escapes within bold text. So
every mark is escaped wherever it stands, and never are two of them side by side.
"""

import re
from collections.abc import Sequence
from typing import Final

from adapters.addresses import is_link, words_for
from adapters.plain import tame

# A colon before a word begins :an_emoji:, one before // an address; discord.gg/… shows an invitation without any.
_MARKS: Final = re.compile(r"[\\`*_~|<>\[\]#@]|:(?!\s)|\.(?=(?i:gg|com/invite)/)")
_AT_LINE_START: Final = re.compile(r"^(\s*)(?:([-+])|([0-9]+)\.)")

_ADDRESS: Final = re.compile(r"(?i)\bhttps?://[^\s<>]+")
_PLAIN_ADDRESS: Final = re.compile(r"(?i)https?://[^\W_][\w.~:/?#@!$&'()+,;=%\[\]-]*")
_AFTER_ADDRESS: Final = ".,:;!?'\"*_~|`]}"
_NO_BRACKETS: Final = str.maketrans("[]", "()")
_NO_PARENTHESES: Final = {ord("("): "%28", ord(")"): "%29"}
_LIKE_A_BACKTICK: Final = "\N{MODIFIER LETTER GRAVE ACCENT}"


def escaped(text: str) -> str:
    """Write text, line by line, so that Discord shows it as it is; its addresses are links without a preview."""
    return "\n".join(begun(leaf(line)) for line in tame(text).split("\n"))


def leaf(text: str, *, links: bool = True) -> str:
    """Write text for anywhere in a line, addresses as links or as text; ``begun`` sees to the line's beginning."""
    text = tame(text)
    if not links:
        return _marked(text)
    done, at = "", 0
    for found in _ADDRESS.finditer(text):
        address = _trimmed(found[0])
        # What else an address may hold is rare, and could end the link early: that one is text.
        if _PLAIN_ADDRESS.fullmatch(address):
            done += f"{_marked(text[at : found.start()])}<{address}>"
            at = found.start() + len(address)
    return done + _marked(text[at:])


def begun(line: str) -> str:
    """Escape what would make a whole line, already escaped as text, an item of a list."""
    return _AT_LINE_START.sub(lambda found: found[1] + (rf"\{found[2]}" if found[2] else rf"{found[3]}\."), line)


def code(text: str) -> str:
    """Write text as a code span on one line; nothing where there is none."""
    # Discord takes three backticks for a block: no fence is long enough for every text, and no mark escapes in one.
    text = " ".join(tame(text).replace("`", _LIKE_A_BACKTICK).split())
    return f"`{text}`" if text else ""


def fenced(lines: Sequence[str]) -> str:
    """Write lines as a block of letters of one width; nothing where there is none."""
    # In a block Discord knows no escapes either; its first line could be taken for a language, were it on the fence's.
    text = tame("\n".join(lines)).replace("`", _LIKE_A_BACKTICK)
    return f"```\n{text}\n```" if text.strip() else ""


def masked(text: str, address: str) -> str:
    """Write an address of our own as a link on words, without a preview; what is no address is only its words."""
    if not is_link(address):
        return leaf(text, links=False)
    # Between the brackets no escape of a bracket is known, and a parenthesis would end the address.
    words = words_for(address, text).translate(_NO_BRACKETS)
    return f"[{leaf(words, links=False)}](<{address.translate(_NO_PARENTHESES)}>)"


def _marked(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)


def _trimmed(address: str) -> str:
    """Take off an address what belongs to the sentence around it."""
    return address.rstrip(_AFTER_ADDRESS + ("" if "(" in address else ")"))
