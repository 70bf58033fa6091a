"""The family of errors, under one base class, and the problems that a record can have.

An error carries its facts as typed fields and says in English or Japanese what happened, where, and what to do. All of
them are in docs/errors.md, and can be imported from ``shoroku``.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform, get_origin

_ABSENT = object()


class Localized(str):
    """A text in English that has a Japanese form too, ``ja``: what an error's field may hold."""

    ja: str

    def __new__(cls, en: str, ja: str) -> Self:
        made = super().__new__(cls, en)
        made.ja = ja
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # pickle calls __new__ with both
        return str(self), self.ja


#: What stands for a fact that is not known.
UNKNOWN = Localized("unknown", "不明")


def in_japanese(text: str) -> str:
    """Return the Japanese form of a text, or the text itself if it has none."""
    return text.ja if isinstance(text, Localized) else text


@dataclass_transform(kw_only_default=True, eq_default=False)
class ShorokuError(Exception):
    """The base of all errors of this package.

    A subclass declares its fields as a dataclass does: with a type, and with a value where they may be left out. They are
    given by name only, and are attributes. ``en`` and ``ja`` are the message, in which the fields are filled in.
    """

    en: ClassVar[str] = "Something went wrong."
    ja: ClassVar[str] = "問題が発生しました。"
    exit_code: ClassVar[int] = 1
    _names: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        """Note the fields: all that have a type, those of the bases first. (Dataclasses would cost every start 16 ms.)"""
        super().__init_subclass__()
        cls._names = {}
        for base in reversed(cls.__mro__):
            if issubclass(base, ShorokuError):
                own = (name for name, kind in base.__annotations__.items() if not _is_of_the_class(kind))
                cls._names |= {name: base.__dict__.get(name, _ABSENT) for name in own}

    if TYPE_CHECKING:

        def __init__(self) -> None: ...

    else:

        def __init__(self, **fields: object) -> None:
            super().__init__()
            kind = type(self)
            if unknown := sorted(fields.keys() - kind._names.keys()):
                raise TypeError(f"{kind.__name__}() has no field {', '.join(unknown)}")
            given = kind._names | fields
            if missing := [name for name, value in given.items() if value is _ABSENT]:
                raise TypeError(f"{kind.__name__}() needs {', '.join(missing)}")
            self.__dict__.update(given)

    @property
    def fields(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {name: getattr(self, name) for name in self._names}

    def text(self, language: str = "en") -> str:
        """Return the message in ``language`` ("ja" or "en")."""
        return (self.ja if language == "ja" else self.en).format(**self._shown(language))

    def _shown(self, language: str) -> dict[str, object]:
        """Return the fields as they stand in the message."""
        return {name: _shown(value, language) for name, value in self.fields.items()}

    def __str__(self) -> str:
        return self.text("en")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.fields.items())})"

    def __reduce__(self) -> tuple[Any, ...]:  # so that it survives the way from a worker process
        return _rebuilt, (type(self), self.fields)


def _is_of_the_class(annotation: object) -> bool:
    origin: object = get_origin(annotation)
    return origin is ClassVar


def _rebuilt(kind: type[ShorokuError], fields: dict[str, Any]) -> ShorokuError:
    return kind(**fields)


def _shown(value: object, language: str) -> object:
    """Return a field's value as it stands in a message."""
    if isinstance(value, Localized):
        return value.ja if language == "ja" else str(value)
    if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        return ("、" if language == "ja" else ", ").join(value)
    return value


# --- Arguments --------------------------------------------------------------------------------------------------------


class BadArgument(ShorokuError, ValueError):
    """An argument of a call has a value that it cannot have. ``expected`` completes "must be"."""

    name: str
    value: object
    expected: str

    exit_code = 2
    en = "{name} must be {expected}, got {got}"
    ja = "{name} に {got} は指定できません。{expected}を指定してください。"

    @classmethod
    def between(cls, name: str, value: object, least: int, most: int) -> Self:
        """Return the error for a number that is too small, too large, or none."""
        expected = Localized(f"between {least:,} and {most:,}", f"{least:,} から {most:,} までの整数")
        return cls(name=name, value=value, expected=expected)

    @classmethod
    def one_of(cls, name: str, value: object, choices: Iterable[str]) -> Self:
        """Return the error for a value that is none of those that there are."""
        named = list(choices)
        expected = Localized(f"one of {', '.join(named)}", f"{'、'.join(named)} のどれか")
        return cls(name=name, value=value, expected=expected)

    def _shown(self, language: str) -> dict[str, object]:
        """Return the fields, and as ``got`` the value; of a very long one, its beginning."""
        got = repr(self.value)
        return super()._shown(language) | {"got": got if len(got) <= _LONGEST_VALUE else f"{got[:_LONGEST_VALUE]}…"}


_LONGEST_VALUE = 100


# --- The installation ----------------------------------------------------------------------------------------------------


class MissingExtra(ShorokuError):
    """A package is needed that is not in the base install."""

    package: str
    extra: str

    en = "{package} is not installed. Install it with: pip install 'shoroku[{extra}]'"
    ja = "{package} がインストールされていません。インストールするには: pip install 'shoroku[{extra}]'"


# --- The library on disk ----------------------------------------------------------------------------------------------


class LibraryError(ShorokuError):
    """A library cannot be used as it is."""

    exit_code = 3


class NoLibrary(LibraryError):
    """There is no library at that path."""

    path: str

    en = "There is no library at {path}."
    ja = "{path} にライブラリがありません。"


class NotALibrary(LibraryError):
    """A file of that name exists, but it is not the database of a library."""

    path: str
    reason: str

    en = "{path} is not a shoroku library ({reason})."
    ja = "{path} は shoroku のライブラリではありません（{reason}）。"


class LibraryTooNew(LibraryError):
    """The library was written by a later version of shoroku."""

    path: str
    found: int
    known: int

    en = "The library at {path} has format {found}, but this version of shoroku reads only formats up to {known}. Upgrade shoroku."
    ja = "ライブラリ {path} の形式は {found} ですが、このバージョンの shoroku が読めるのは {known} までです。shoroku を更新してください。"


class LibraryLocked(LibraryError):
    """Another process is writing to the library."""

    path: str
    holder: str = UNKNOWN

    en = "Another process ({holder}) is writing to the library at {path}. Try again when it has finished."
    ja = "別のプロセス（{holder}）がライブラリ {path} に書き込んでいます。終了してから、もう一度実行してください。"


class LibraryInUse(LibraryLocked):
    """Another process is reading the library while deleted data has to be erased from the disk."""

    en = "Another process is reading the library at {path}, so deleted data could not be erased from the disk. Try again when it has finished."
    ja = "別のプロセスがライブラリ {path} を読んでいるため、削除したデータをディスクから消去できませんでした。終了してから、もう一度実行してください。"


class LibraryReadOnly(LibraryError):
    """The folder of the library cannot be written to."""

    path: str
    reason: str

    en = "The library at {path} cannot be written to ({reason}). Check the permissions of the folder."
    ja = "ライブラリ {path} に書き込めません（{reason}）。フォルダの権限を確認してください。"


class LibraryUnreadable(LibraryError):
    """The user may not read the files of the library."""

    path: str
    reason: str

    en = "The library at {path} cannot be read ({reason}). Ask its owner for permission to read the folder and all files in it."
    ja = "ライブラリ {path} を読み込めません（{reason}）。フォルダとその中のすべてのファイルの読み取り権限を、所有者に依頼してください。"


class DiskFull(LibraryError):
    """The disk was full while the library was written."""

    path: str

    en = "The disk that holds {path} is full. Everything committed so far is safe. Free some space and try again."
    ja = "{path} のあるディスクの空き容量が足りません。確定済みのデータは失われていません。空き容量を確保してから、もう一度実行してください。"


class TooManyOpenFiles(LibraryError):
    """The process has reached its limit of open files."""

    path: str

    en = "Too many files are open to use the library at {path}. Nothing is damaged. Raise the limit (ulimit -n 256) or close other programs, and try again."
    ja = "開いているファイルが多すぎるため、ライブラリ {path} を使用できません。データは壊れていません。上限を上げる（ulimit -n 256）か、ほかのプログラムを終了してから、もう一度実行してください。"


class OutOfMemory(LibraryError):
    """There is not enough memory."""

    path: str

    en = "There is not enough memory to use the library at {path}. Nothing is damaged. Close other programs and try again."
    ja = "メモリが足りないため、ライブラリ {path} を使用できません。データは壊れていません。ほかのプログラムを終了してから、もう一度実行してください。"


class StoreDamaged(LibraryError):
    """SQLite reports that the database of the library is damaged."""

    path: str
    reason: str

    en = "The database {path} is damaged ({reason}). Restore it from a backup, or repair it to keep what is intact."
    ja = "データベース {path} が壊れています（{reason}）。バックアップから復元するか、修復して無事なデータを残してください。"


class UnknownRecord(ShorokuError):
    """No record has that identifier."""

    id: str

    en = "No record has the identifier {id}."
    ja = "識別子 {id} のレコードはありません。"


class NotDeletable(ShorokuError):
    """A record was not added by a program, so it cannot be deleted on its own."""

    id: str
    origins: str

    en = "The record {id} cannot be deleted: it came from {origins}. Only records of add_records can be deleted; withdraw removes a whole data source"
    ja = "レコード {id} は {origins} から取り込んだもので、削除できません。削除できるのは add_records で追加したレコードだけです。データソース全体は withdraw で削除できます"


class UnknownSavedSearch(ShorokuError):
    """No saved search has that name."""

    name: str

    en = "There is no saved search named “{name}”."
    ja = "「{name}」という名前の保存した検索はありません。"


class NameTaken(ShorokuError):
    """A saved search of that name exists already."""

    name: str

    exit_code = 2
    en = "A saved search named “{name}” already exists. Choose another name, or replace it."
    ja = "「{name}」という名前の検索はすでに保存されています。別の名前にするか、置き換えてください。"


class BadName(ShorokuError):
    """The text cannot be the name of a saved search."""

    name: str
    limit: int

    exit_code = 2
    en = "“{name}” cannot be the name of a saved search. Use 1 to {limit} characters, the first of which is not a hyphen."
    ja = "「{name}」は保存する検索の名前にできません。{limit} 文字以内で、ハイフン以外の文字から始まる名前にしてください。"


# --- Files to be read -------------------------------------------------------------------------------------------------


class FileError(ShorokuError):
    """A file as a whole cannot be read."""


class FileUnreadable(FileError):
    """The file cannot be opened or decompressed."""

    file: str
    reason: str

    en = "{file}: cannot be read ({reason})."
    ja = "{file}: 読み込めません（{reason}）。"


class UnknownFormat(FileError):
    """The file is in no known format."""

    file: str
    known: tuple[str, ...]

    en = "{file}: unknown format. Name its format, one of: {known}."
    ja = "{file}: 形式を判別できません。次のいずれかを指定してください: {known}。"


class EmptyFile(FileError):
    """The file is empty."""

    file: str

    en = "{file}: the file is empty."
    ja = "{file}: ファイルが空です。"


class UnpacksTooLarge(FileError):
    """A gzip file expands to more than ``expansion`` times its size."""

    file: str
    expansion: str

    en = "{file}: the gzip file expands to more than {expansion} times its size, which no bibliography does. The rest was not read."
    ja = "{file}: 展開すると元のサイズの {expansion} 倍を超えます。書誌データではあり得ない比率のため、残りは読み込みませんでした。"


class ReaderFailed(FileError):
    """A reader failed after the line that the reject names. This is a bug in shoroku."""

    file: str
    format: str
    reason: str

    en = (
        "reading the file as {format} failed after this line ({reason}), and the rest was not read. Please report this."
    )
    ja = "{format} として読み込んでいるときに、この行より後で失敗しました（{reason}）。残りは読み込んでいません。不具合として報告してください。"


class NoRecords(FileError):
    """The file has no record in the format that it was read as."""

    file: str
    format: str

    en = "{file}: no records were found in it when read as {format}."
    ja = "{file}: {format} として読み込みましたが、レコードが見つかりませんでした。"


# --- Files to be written ----------------------------------------------------------------------------------------------


class OutputError(ShorokuError):
    """A file cannot be written."""


class UnknownWriter(OutputError):
    """There is no output format of that name."""

    name: str
    known: tuple[str, ...]

    en = "“{name}” is not an output format. Choose one of: {known}."
    ja = "「{name}」という出力形式はありません。次のいずれかを指定してください: {known}。"
    exit_code = 2


class OutputExists(OutputError):
    """A file of that name exists already."""

    file: str

    en = "{file} already exists and was not overwritten."
    ja = "{file} はすでに存在するため、上書きしませんでした。"
    exit_code = 2


class OutputUnwritable(OutputError):
    """The file cannot be written in full; no part of it is left."""

    file: str
    reason: str

    en = "{file}: cannot be written ({reason}). No partial file was left. Check the folder and the free space on its disk."
    ja = "{file}: 書き込めません（{reason}）。書きかけのファイルは残していません。フォルダの権限とディスクの空き容量を確認してください。"


# --- A record's problems ----------------------------------------------------------------------------------------------


class RecordError(ShorokuError):
    """A record cannot be imported. ``field`` is the field's name in the input, or ""."""

    field: str = ""

    _tells_field: ClassVar[bool] = True

    def text(self, language: str = "en") -> str:
        """Return what is wrong, after the name of the field where that helps."""
        said = super().text(language)
        return f"{self.field}: {said}" if self.field and self._tells_field else said


class BrokenSyntax(RecordError):
    """The text does not follow its format."""

    format: str
    reason: str

    _tells_field = False
    en = "not valid {format}: {reason}"
    ja = "{format} として読み込めません: {reason}"


class WrongType(RecordError):
    """A value is not of the type that the format requires."""

    expected: str

    en = "expected {expected}"
    ja = "値の型が正しくありません（正しい型: {expected}）"


class NoTitle(RecordError):
    """The record has no title."""

    _tells_field = False
    en = "the record has no title"
    ja = "題名がありません"


class BadDate(RecordError):
    """A date does not contain a year."""

    value: str

    en = "“{value}” contains no year (expected YYYY, YYYY-MM or YYYY-MM-DD)"
    ja = "「{value}」から年を読み取れません。YYYY、YYYY-MM、YYYY-MM-DD のいずれかの形式にしてください"


class NoTitleColumn(RecordError):
    """The header of a table has no column for titles."""

    found: tuple[str, ...]

    _tells_field = False
    en = "the header has no column for titles (found: {found}). Name one title, title_ja, title_en, 題名 or タイトル"
    ja = "見出し行に題名の列がありません（列: {found}）。列名を title、title_ja、title_en、題名、タイトルのいずれかにしてください"


class CellCount(RecordError):
    """A row of a table does not have as many cells as the header."""

    found: int
    expected: int

    _tells_field = False
    en = "the row has {found} cells, but the header has {expected}"
    ja = "見出し行は {expected} 列ですが、この行は {found} 列です"


class OpenQuotation(RecordError):
    """A row of a table opens a quotation that is not closed."""

    limit: int

    _tells_field = False
    en = "a quotation mark in the row is not closed, or a cell is longer than {limit:,} characters"
    ja = "引用符が閉じられていないか、{limit:,} 文字を超えるセルがあります"


class TooLong(RecordError):
    """A record is longer than any record may be. ``limit`` is in megabytes."""

    limit: int

    en = "the record is longer than {limit} MB and was not added"
    ja = "{limit} MB を超えるレコードのため、取り込みませんでした"


class OverBound(RecordError):
    """A field of a record is larger than any may be."""

    found: int
    limit: int

    en = "{found:,} is over the bound of {limit:,} (characters of one text, or values of one field)"
    ja = "{found:,} は上限 {limit:,}（1 つのテキストの文字数、または 1 つの項目の値の数）を超えています"


class TooBroken(RecordError):
    """So much of a file is invalid that the rest was not read."""

    format: str

    en = "nothing here is valid {format}; the rest of the file was not read"
    ja = "{format} として読める部分がないため、ここから先は読み込みませんでした"


class Conflict(RecordError):
    """Two records of one run have the same identifier and different content."""

    value: str
    first: str

    en = "{value} already belongs to another record of this run ({first}), which was kept"
    ja = "{value} は、今回読み込んだ別のレコード（{first}）がすでに使っています。先のレコードを取り込みました"


class NotFetched(RecordError):
    """A source lists a record but does not return it."""

    value: str
    reason: str

    en = "{value} is listed by the source but could not be fetched: {reason}"
    ja = "{value} は提供元の一覧にありますが、取得できませんでした: {reason}"


class BrokenXml(BrokenSyntax):
    """The XML is not well-formed from ``line`` on; ``raw`` is that line, where it is known."""

    line: int
    raw: bytes


class UnsafeXml(BrokenXml):
    """The XML declares entities of its own, which could read other files or exhaust memory."""

    en = "XML with declarations of its own is not accepted ({reason}), because they can read other files or exhaust memory. Remove the DOCTYPE and try again."
    ja = "独自の宣言を含む XML は受け付けません（{reason}）。ほかのファイルを読み取ったり、メモリを使い切ったりするおそれがあるためです。DOCTYPE を削除してから、もう一度実行してください。"


class AnswerSays(RecordError):
    """The file holds an error message from a source instead of records."""

    code: str
    message: str
    meaning: str
    line: int

    _tells_field = False
    en = "the file holds an error from the source instead of records: {code} ({meaning}), “{message}”"
    ja = "レコードではなく、提供元からのエラーが入っています: {code}（{meaning}）「{message}」"


class NothingFound(AnswerSays):
    """The source found no records for the request."""

    en = "the source found no records ({code})"
    ja = "提供元で該当するレコードが見つかりませんでした（{code}）"


class UnknownMetadata(RecordError):
    """A record is in a metadata format that is not supported."""

    found: str
    known: tuple[str, ...]

    en = "metadata format “{found}” is not supported. Request one of: {known}"
    ja = "メタデータ形式「{found}」には対応していません。次のいずれかで取得してください: {known}"


class DeletedAtSource(RecordError):
    """The file says that the source has deleted a record."""

    value: str

    _tells_field = False
    en = "{value} was deleted by its source; nothing was added for it"
    ja = "{value} は提供元で削除されているため、取り込みませんでした"
