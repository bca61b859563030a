"""Files that go with a message: what they are called, and what is said where one cannot go."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.documents import Document, File, paragraph
from adapters.enclosing import NAMELESS, bytes_of, kind_of, name_of, without
from adapters.plain import plain


def called(name: str) -> str:
    return name_of(File(name, "text/plain", ""))


def test_a_name_leads_nowhere() -> None:
    """No name climbs out of a folder, mentions anybody or hides its ending."""
    assert called("../../etc/passwd") == "etc-passwd"
    assert called("minutes @everyone.md") == "minutes -everyone.md"
    assert called("report\u202efdp.exe") == "reportfdp.exe"
    assert called("C:\\a\x00b\n.ics") == "C-ab .ics"
    assert called("...") == called("") == called("/") == NAMELESS
    assert called("my-data.json") == "my-data.json"


def test_a_long_name_keeps_its_ending() -> None:
    """What opens a file is its ending."""
    assert len(called("x" * 300 + ".json")) == 80
    assert called("x" * 300 + ".json").endswith("….json")
    assert len(called("x." + "y" * 300)) == 80


@given(st.text(max_size=200))
def test_any_name_is_made_fit(name: str) -> None:
    """However strange, a name is a short word or some, of which all can be seen."""
    fit = called(name)
    assert 0 < len(fit) <= 80
    assert fit == fit.strip(" .")
    assert not set(fit) & set('/\\:*?"<>|@#`\n\x00')


def test_a_kind_is_a_media_type_or_unknown() -> None:
    """What is no media type could end a header early."""
    assert kind_of(File("a", "text/calendar", "")) == "text/calendar"
    assert kind_of(File("a", "text/html\r\nX: y", "")) == "application/octet-stream"
    assert kind_of(File("a", "", "")) == "application/octet-stream"


def test_a_text_is_written_whatever_is_in_it() -> None:
    """Half of a character does no harm."""
    assert bytes_of(File("a", "", "é\ud800")) == "é?".encode()


def test_what_is_left_out_is_told() -> None:
    """In the place of a file stands that it is not there, and why; the others stay."""
    first, second = File("a.md", "text/markdown", "A"), File("b.md", "text/markdown", "B")
    document = Document((paragraph("Here:"),), files=(first, second), about="x")
    left = without(document, [first], "It is too large.")
    assert plain(left) == "Here:\n\nThe file a.md is not here. It is too large."
    assert (left.files, left.about) == ((second,), "x")
    assert without(document, [], "…") is document
