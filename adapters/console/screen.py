"""What the one at the terminal reads: the bot's messages as plain text, what to type, who is there."""

from collections.abc import Iterable, Sequence
from typing import Final

from adapters.console.house import House, Post
from adapters.console.lines import REACTIONS
from adapters.console.platform import News
from adapters.documents import Document, File, written
from adapters.enclosing import name_of
from adapters.phrases import listed
from adapters.plain import plain, tame
from adapters.reactions import folded

_MARGIN: Final = "    "
_MOST_LINES: Final = 30
"""Lines of an enclosed file that are shown."""

HELP: Final = """\
Somebody does something; say the name of whoever it is:
  ada: propose Buy a kettle       types a command (`ada: help` lists them)
  ada privately: status           types it in a private room with the bot
  ada replies 3: The socket …     answers message [3] in plain words
  ada: +agree                     taps a reaction on the newest card
  ada: +block 3                   taps it on message [3]
  ada: -block 3                   takes it away again
  ada says: good evening          talks to the others, not to the bot
Reactions: {reactions},
or any emoji. A line that ends with \\ goes on in the next.

Something happens:
  /join dot     Dot comes into the room      /leave ada   Ada leaves it
  /time +3d     three days go by             /time next   on to what is due
  /delete 3     somebody deletes message [3]

For you:
  /as ada       lines without a name are Ada's; /as alone ends that
  /show 3       message [3] as it reads now  /people      who is here
  /help         this                         /quit        the end, as Ctrl-D"""


def welcome(house: House) -> str:
    """Write the first screen."""
    names = [each.name for each in house.people.values()]
    host, others = house.people[house.host], [each.id for each in house.people.values() if each.id != house.host]
    one, other = host.id, (others or [host.id])[0]
    who = f"{host.name} runs the room" + (f"; {listed(names[1:])} {_are(names[1:])} in it." if others else ".")
    lines = [
        (f"{one}: found Leeds Moot", f"{host.name} types a command"),
        (f"{other}: propose Buy a kettle", f"{house.people[other].name} types another"),
        (f"{one}: consensus P1", "a card is posted, and everybody is asked"),
        (f"{other}: +agree", f"{house.people[other].name} taps a reaction on the newest card"),
        ("/time +3d", "three days go by"),
    ]
    width = max(len(line) for line, _ in lines) + 3
    typed = "\n".join(f"  {line:<{width}}{meaning}" for line, meaning in lines)
    return (
        "A rehearsal of Folkmoot: the same bot, with no server. Nothing of it is kept.\n"
        f"{who} You speak for everybody. Try these lines one after another:\n\n"
        f"{typed}\n\n"
        "`help` says what else you can type. Ctrl-D ends."
    )


def _are(names: Sequence[str]) -> str:
    return "are" if len(names) > 1 else "is"


def help_text() -> str:
    """Write what can be typed."""
    words: dict[str, list[str]] = {}
    for word, key in REACTIONS.items():
        words.setdefault(key, []).append(word)
    return HELP.format(reactions=", ".join(f"{each[-1]} {key}" for key, each in words.items()))


def people(house: House) -> str:
    """Say who is in the room, and who was."""
    here = [house.people[each] for each in house.present]
    gone = [each.name for each in house.people.values() if each.id not in house.present]
    names = [f"{each.name} (runs the room)" if each.id == house.host else each.name for each in here]
    text = f"In the room: {listed(names) or 'nobody'}."
    return text + (f" Not in it now: {listed(gone)}." if gone else "")


def told(news: Iterable[News], house: House) -> list[str]:
    """Write what the bot said, the room first, and then each person's private room; changes after what is new."""
    items = list(news)
    fresh = [item.post for item in items if item.before is None]
    # Stable: within one room they stay in the order in which they were posted.
    shown = [
        shown_post(house.posts[post.id], house) for post in sorted(fresh, key=lambda post: (bool(post.to), post.to))
    ]
    begun = {post.id for post in fresh}
    changed: dict[str, News] = {}
    for item in items:
        if item.before is not None and item.post.id not in begun:
            changed.setdefault(item.post.id, item)
    return shown + [text for item in changed.values() if (text := _change(item, house))]


def shown_post(post: Post, house: House) -> str:
    """Write one message as it reads now, with the reactions on it."""
    number = house.number(post.id)
    if post.deleted:
        return f"[{number}] was deleted."
    lines = [f"[{number}] Folkmoot{_to(post, house)}:", *_set_in(_text(post.document))]
    for file in post.document.files:
        lines += _enclosed(file)
    reactions = _reactions(post, house)
    if reactions:
        lines.append(f"{_MARGIN}{reactions}")
    return "\n".join(lines)


def _to(post: Post, house: House) -> str:
    if post.to:
        return f", to {house.people[post.to].name} alone"
    if post.venue in house.rooms and (room := house.rooms[post.venue].name):
        return f", in the room {room}"
    return f", answering {house.people[post.answers].name}" if post.answers else ""


def _enclosed(file: File) -> list[str]:
    """Write a file that goes with a message: its name and as much of it as can be read at a glance."""
    content = tame(file.text).rstrip("\n").split("\n")
    left = len(content) - _MOST_LINES
    lines = [f"The file {name_of(file)}:", *(f"| {line}" for line in content[:_MOST_LINES])]
    if left > 0:
        lines.append(f"… and {left:,} more lines")
    return [f"{_MARGIN}{line}" for line in lines]


def _change(item: News, house: House) -> str:
    """Write what is new in a message that was changed."""
    post = house.posts[item.post.id]
    before = set(_text(item.before).split("\n")) if item.before else set()
    after = _text(post.document).split("\n")
    new = [line for line in after if line not in before]
    if post.deleted or not new:
        return ""
    return "\n".join([f"[{house.number(post.id)}] now says:", *(f"{_MARGIN}{line}".rstrip() for line in new)])


def _reactions(post: Post, house: House) -> str:
    counts = dict.fromkeys(map(folded, post.seeds), 0)
    for reaction in house.standing(post.id):
        counts[reaction.key] = counts.get(reaction.key, 0) + 1
    return "  ".join(f"{tame(key)} {number}" if number else tame(key) for key, number in counts.items())


def _text(document: Document) -> str:
    return plain(written(document, str), quoting=True)


def _set_in(text: str) -> list[str]:
    """Set a text in, so that nothing in it can pass for a line of the rehearsal's own."""
    return [f"{_MARGIN}{line}".rstrip() for line in text.split("\n")]
