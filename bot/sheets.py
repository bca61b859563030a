"""Tables that somebody keeps in a spreadsheet, as they save them: CSV, read row by row, with the line of each."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from adapters.cleaning import clean_line, cut
from adapters.phrases import listed

_SEPARATORS: Final = ",;\t"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


class SheetError(Exception):
    """Nothing can be made of it as a whole; the message is a sentence fit for whoever wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a sheet looks like: its columns, which of them must be there, what else they are called, how long it may be.

    A name of a column is compared in small letters, with ``_`` for spaces and hyphens.
    """

    columns: Sequence[str]
    required: Sequence[str]
    also_called: Mapping[str, str] = field(default_factory=dict)
    most_rows: int
    most_bytes: int

    @property
    def example(self) -> str:
        """Give the first line of a sheet of this form."""
        return ",".join(self.columns)


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands there, by column. ``odd`` says what is wrong with the row as such, if anything is."""

    line: int
    texts: Mapping[str, str]
    odd: str = ""


def quoted(text: str, most: int = 60) -> str:
    """Repeat what somebody wrote, tamed and cut."""
    return f"“{cut(clean_line(text), most)}”"


def read(data: bytes, form: Form) -> tuple[list[str], Iterator[Record]]:
    """Read a CSV file: its columns, and then row by row. UTF-8, with commas, semicolons or tabs; empty lines are none.

    Raises:
        SheetError: it is too long, in another encoding, or its header is not in order; the quotes do not match, or
            there are too many rows, which shows only when they are read.
    """
    text = _decoded(data, form)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    header = _header(reader, form)
    return header, _records(reader, header, form)


def _decoded(data: bytes, form: Form) -> str:
    if len(data) > form.most_bytes:
        raise SheetError(f"It is longer than {form.most_bytes // 1024:,} KiB, which is more than I take.")
    if data.startswith(_UTF_16):
        raise SheetError("It is written in UTF-16, and I read UTF-8: save it as “CSV UTF-8”.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SheetError(f"Line {line} is not written in UTF-8: save it as “CSV UTF-8”.") from error


def _separator(text: str) -> str:
    """Take what separates the most columns in the header; a comma where there is but one column."""
    header = next((line for line in io.StringIO(text) if line.strip()), "")
    return max(_SEPARATORS, key=header.count)


def _header(reader: Any, form: Form) -> list[str]:
    try:
        fields = next((fields for fields in reader if any(map(str.strip, fields))), None)
    except csv.Error as error:
        raise SheetError(_badly_quoted(1, error)) from error
    if fields is None:
        raise SheetError(f"It is empty. Its first line names its columns: {form.example}")
    header = [_column(name, form) for name in fields]
    while header and not header[-1]:
        header.pop()  # what a spreadsheet leaves behind at the end of every line
    if problems := list(_wrong_columns(header, form)):
        raise SheetError(f"In the first line {listed(problems)}. The right form is: {form.example}")
    return header


def _column(name: str, form: Form) -> str:
    plain = name.strip().casefold().replace("-", "_").replace(" ", "_")
    return form.also_called.get(plain, plain)


def _wrong_columns(names: Sequence[str], form: Form) -> Iterator[str]:
    for name in dict.fromkeys(names):
        if name not in form.columns:
            close = get_close_matches(name, form.columns, n=1, cutoff=0.7)
            hint = f" (did you mean “{close[0]}”?)" if close else " (leave it out)"
            yield f"there is a column {quoted(name)}, which I do not know{hint}"
    yield from (
        f"the column “{name}” is there twice"
        for name, times in Counter(names).items()
        if times > 1 and name in form.columns
    )
    yield from (f"the column “{name}” is missing" for name in form.required if name not in names)


def _records(reader: Any, header: Sequence[str], form: Form) -> Iterator[Record]:
    began, rows = reader.line_num, 0
    while True:
        try:
            fields = next(reader, None)
        except csv.Error as error:
            raise SheetError(_badly_quoted(began + 1, error)) from error
        if fields is None:
            return
        line, began = began + 1, reader.line_num
        if not any(map(str.strip, fields)):
            continue
        rows += 1
        if rows > form.most_rows:
            raise SheetError(f"There are more than {form.most_rows:,} rows, which is more than I take.")
        yield _record(line, header, fields)


def _record(line: int, header: Sequence[str], fields: list[str]) -> Record:
    while len(fields) > len(header) and not fields[-1].strip():
        fields.pop()
    odd = "" if len(fields) == len(header) else f"it has {len(fields)} fields where the first line has {len(header)}"
    return Record(line, dict(zip(header, fields, strict=False)), odd)


def _badly_quoted(line: int, error: csv.Error) -> str:
    if "field limit" in str(error):
        return f"The field that begins on line {line} never ends: a quotation mark is missing at its end."
    return f"The quotation marks on line {line} do not match ({error})."
