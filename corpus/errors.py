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


@dataclass_transform(kw_only_default=True, eq_default=False)
class ShorokuError(Exception):
    """The base of all errors of this package.

    A subclass declares its fields as a dataclass does: with a type, and with a value where they may be left out. They are
    given by name only, and are attributes. ``en`` and ``ja`` are the message, in which the fields are filled in.
    """

    en: ClassVar[str] = "Something went wrong."
    ja: ClassVar[str] = "問題が起きました。"
    exit_code: ClassVar[int] = 1
    _names: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        """Note the fields: all that have a type, those of the bases first. (A dataclass would cost every start 10 ms.)"""
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
        template = self.ja if language == "ja" else self.en
        return template.format(**{name: _shown(value, language) for name, value in self.fields.items()})

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

    def text(self, language: str = "en") -> str:
        """Return the message; of a value that is very long, its beginning."""
        got = repr(self.value)
        got = got if len(got) <= _LONGEST_VALUE else f"{got[:_LONGEST_VALUE]}…"
        template = self.ja if language == "ja" else self.en
        return template.format(name=self.name, got=got, expected=_shown(self.expected, language))


_LONGEST_VALUE = 100


# --- The installation ----------------------------------------------------------------------------------------------------


class MissingExtra(ShorokuError):
    """A package is needed that is not in the base install."""

    package: str
    extra: str

    en = "{package} is not installed. It comes with: pip install 'shoroku[{extra}]'"
    ja = "{package} がインストールされていません。次のコマンドで入ります: pip install 'shoroku[{extra}]'"


# --- The library on disk ----------------------------------------------------------------------------------------------


class LibraryError(ShorokuError):
    """Something is wrong with a library as a whole."""

    exit_code = 3


class NoLibrary(LibraryError):
    """There is no library at that place."""

    path: str

    en = "There is no library at {path}. Make one with: shoroku add FILE --library {path}"
    ja = "{path} にライブラリがありません。作るには: shoroku add ファイル --library {path}"


class NotALibrary(LibraryError):
    """A file of that name is there, but it is no store of ours."""

    path: str
    reason: str

    en = "{path} is not a shoroku library ({reason}). Choose another folder with --library."
    ja = "{path} は shoroku のライブラリではありません（{reason}）。--library で別のフォルダを指定してください。"


class LibraryTooNew(LibraryError):
    """The library was written by a later version."""

    path: str
    found: int
    known: int

    en = "The library {path} has format {found}; this version of shoroku knows up to {known}. Upgrade: pip install -U shoroku"
    ja = "ライブラリ {path} の形式は {found} ですが、この版の shoroku が読めるのは {known} までです。更新: pip install -U shoroku"


class LibraryLocked(LibraryError):
    """Another process is writing."""

    path: str
    holder: str

    en = "Another process ({holder}) is writing to the library {path}. Wait until it has ended, and try again."
    ja = "別のプロセス（{holder}）がライブラリ {path} に書き込み中です。終わるのを待ってからやり直してください。"


class LibraryReadOnly(LibraryError):
    """The library's folder cannot be written to."""

    path: str
    reason: str

    en = "The library {path} cannot be written to ({reason}). Check the folder's permissions, or choose another with --library."
    ja = "ライブラリ {path} に書き込めません（{reason}）。フォルダの権限を確かめるか、--library で別の場所を指定してください。"


class LibraryUnreadable(LibraryError):
    """This user may not read the library's files."""

    path: str
    reason: str

    en = "The library {path} cannot be read ({reason}). Ask its owner for permission to read the folder and all files in it."
    ja = "ライブラリ {path} を読めません（{reason}）。フォルダとその中のファイルすべての読み取り権限を、所有者に依頼してください。"


class DiskFull(LibraryError):
    """No room was left while writing."""

    path: str

    en = "The disk that holds {path} is full. What was committed before is safe; make room and run the same command again."
    ja = "{path} のあるディスクに空きがありません。それまでに確定した分は安全です。空きを作って同じコマンドをもう一度実行してください。"


class TooManyOpenFiles(LibraryError):
    """The system gives this process no more file handles."""

    path: str
    en = "Too many files are open to work on the library {path}. Nothing is damaged: raise the limit (ulimit -n 256) or close other programs, and run the same command again."
    ja = "開いているファイルが多すぎるため、ライブラリ {path} を扱えません。壊れてはいません。上限を上げるか（ulimit -n 256）、ほかのプログラムを閉じてから、同じコマンドをもう一度実行してください。"


class OutOfMemory(LibraryError):
    """The system gives this process no more memory."""

    path: str
    en = "There is not enough memory to work on the library {path}. Nothing is damaged: close other programs, and run the same command again."
    ja = "メモリが足りないため、ライブラリ {path} を扱えません。壊れてはいません。ほかのプログラムを閉じてから、同じコマンドをもう一度実行してください。"


class StoreDamaged(LibraryError):
    """SQLite says that the store is damaged."""

    path: str
    reason: str

    en = "The store {path} is damaged ({reason}). Restore it from a backup, or keep what is sound with: shoroku check --repair"
    ja = "保管庫 {path} が壊れています（{reason}）。バックアップから戻すか、無事な分を残してください: shoroku check --repair"


class UnknownRecord(ShorokuError):
    """No record has that identifier."""

    id: str

    en = "No record has the identifier {id}. Find records with: shoroku search WORDS"
    ja = "識別子 {id} のレコードはありません。検索するには: shoroku search 語"


class NotDeletable(ShorokuError):
    """A record was not added by a program, so it cannot be deleted on its own."""

    id: str
    origins: str

    en = "The record {id} cannot be deleted: it came from {origins}. Only records of add_records can be deleted; withdraw removes a whole data source"
    ja = "レコード {id} は {origins} から取り込んだもので、削除できません。削除できるのは add_records で追加したレコードだけです。データソース全体は withdraw で削除できます"


class UnknownSavedSearch(ShorokuError):
    """No saved search has that name."""

    name: str

    en = "No saved search is called “{name}”. See those that there are: shoroku saved"
    ja = "「{name}」という保存した検索はありません。一覧を見るには: shoroku saved"


class NameTaken(ShorokuError):
    """A saved search has that name already."""

    name: str

    exit_code = 2
    en = "A saved search is called “{name}” already. Choose another name, or put this one in its place with --replace."
    ja = "「{name}」という検索はすでに保存されています。別の名前にするか、--replace で置き換えてください。"


class BadName(ShorokuError):
    """A saved search cannot have that name."""

    name: str
    limit: int

    exit_code = 2
    en = "“{name}” cannot be a saved search's name: give it one of 1 to {limit} characters that does not begin with -."
    ja = "「{name}」は保存する検索の名前にできません。- 以外で始まる {limit} 文字までの名前にしてください。"


# --- Files to be read -------------------------------------------------------------------------------------------------


class FileError(ShorokuError):
    """A file as a whole cannot be read."""


class FileUnreadable(FileError):
    """The file cannot be opened or unpacked."""

    file: str
    reason: str

    en = "{file}: cannot be read ({reason})."
    ja = "{file}: 読めません（{reason}）。"


class UnknownFormat(FileError):
    """No format recognises the file."""

    file: str
    known: str

    en = "{file}: its format is not recognised. Known formats: {known}. Name one with --format."
    ja = "{file}: 形式が分かりません。対応する形式: {known}。--format で指定できます。"


class EmptyFile(FileError):
    """There is nothing in the file."""

    file: str

    en = "{file}: the file is empty."
    ja = "{file}: ファイルが空です。"


class UnpacksTooLarge(FileError):
    """A gzip file holds far more than its size lets expect; ``expansion`` is how many times its size it may hold."""

    file: str
    expansion: str

    en = (
        "{file}: the gzip file unpacks to more than {expansion} times its size, which no bibliography does; the rest was"
        " not read. If you trust the file, allow more with --max-expansion."
    )
    ja = (
        "{file}: 展開すると元のサイズの {expansion} 倍を超えるため、残りは読み込みませんでした（書誌データとしては異常な比率です）。"
        "信頼できるファイルなら --max-expansion で上限を上げてください。"
    )


class ReaderFailed(FileError):
    """A reader failed on what it met after the line that the reject names."""

    file: str
    format: str
    reason: str

    en = "reading the file as {format} failed after this line ({reason}); its rest was not read. Please report this."
    ja = "{format} として読み込み中に、この行より後で失敗しました（{reason}）。ファイルの残りは読んでいません。不具合としてお知らせください。"


class NoRecords(FileError):
    """A file was read as a format and holds no record in it."""

    file: str
    format: str

    en = "{file}: no record was found in it when read as {format}. Leave out --format to have the format recognised."
    ja = (
        "{file}: {format} として読みましたが、レコードは見つかりませんでした。--format を外すと形式を自動で判別します。"
    )


# --- Files to be written ----------------------------------------------------------------------------------------------


class OutputError(ShorokuError):
    """A file cannot be written."""


class UnknownWriter(OutputError):
    """There is no format of that name that can be written."""

    name: str
    known: str

    en = "{name} is no format that can be written. Choose one of: {known}."
    ja = "{name} という形式では書き出せません。次のどれかを指定してください: {known}。"
    exit_code = 2


class OutputExists(OutputError):
    """A file of that name is there already."""

    file: str

    en = "{file} is there already, and was left as it is. Choose another name, or replace it with --force."
    ja = "{file} はすでにあります。そのまま残しました。別の名前にするか、--force で置き換えてください。"
    exit_code = 2


class OutputUnwritable(OutputError):
    """The file cannot be written, or not to its end; nothing of it is left."""

    file: str
    reason: str

    en = "{file}: cannot be written ({reason}). Nothing was left there. Check the folder and the room on its disk, or choose another with --output."
    ja = "{file}: 書き込めません（{reason}）。書きかけのファイルは残していません。フォルダとディスクの空きを確かめるか、--output で別の場所を指定してください。"


# --- A record's problems ----------------------------------------------------------------------------------------------


class RecordError(ShorokuError):
    """One record cannot be taken. Fields: field (its name in the input, or "")."""

    field: str


class BrokenSyntax(RecordError):
    """The text is not what the format says."""

    format: str
    reason: str

    en = "not readable as {format}: {reason}"
    ja = "{format} として読めません: {reason}"


class WrongType(RecordError):
    """A value has another type than the format says."""

    expected: str

    en = "{field}: expected {expected}"
    ja = "{field}: {expected} であるはずの値です"


class NoTitle(RecordError):
    """The record has no title."""

    en = "the record has no title"
    ja = "題名がありません"


class BadDate(RecordError):
    """No year can be read from the date."""

    value: str

    en = "{field}: “{value}” holds no year that can be read (expected YYYY, YYYY-MM or YYYY-MM-DD)"
    ja = "{field}: 「{value}」から年を読み取れません（YYYY、YYYY-MM、YYYY-MM-DD のいずれか）"


class NoTitleColumn(RecordError):
    """A table's header names no column that titles could be in."""

    found: str

    en = "the header names no column for titles (found: {found}). Call it title, title_ja, title_en, 題名 or タイトル"
    ja = "見出し行に題名の列がありません（列: {found}）。title、title_ja、title_en、題名、タイトルなどの名前にしてください"


class CellCount(RecordError):
    """A row of a table has another number of cells than the header."""

    found: int
    expected: int

    en = "the row has {found} cells, the header {expected}"
    ja = "見出し行は {expected} 列ですが、この行は {found} 列です"


class OpenQuotation(RecordError):
    """A row of a table opens a quotation that nothing closes."""

    limit: int

    en = "a quotation mark in the row is not closed, or a cell has more than {limit} characters"
    ja = "この行の引用符が閉じられていないか、{limit} 文字を超えるセルがあります"


class TooLong(RecordError):
    """A record takes more room in its file than any record may; ``limit`` is in megabytes."""

    limit: int

    en = "the record is longer than {limit} MB and was not taken"
    ja = "{limit} MB を超えるレコードのため取り込みませんでした"


class TooBroken(RecordError):
    """So much of a file cannot be read that its rest was left unread."""

    format: str

    en = "nothing here can be read as {format}; the rest of the file was not read"
    ja = "{format} として読める部分がないため、ここから先は読みませんでした"


class Conflict(RecordError):
    """Two records of one run claim the same identifier with different content."""

    value: str
    first: str

    en = "{field}: {value} was already claimed by another record of this run ({first}); that one was kept"
    ja = "{field}: {value} は、今回の別のレコード（{first}）がすでに使っています。先のものを残しました"


class NotHad(RecordError):
    """A source lists a record and does not give it."""

    value: str
    reason: str

    en = "{field}: {value} is listed, and could not be had: {reason}"
    ja = "{field}: {value} は一覧にありますが、取得できませんでした: {reason}"


class BrokenXml(BrokenSyntax):
    """The text is no XML from some line on."""

    line: int
    raw: bytes


class UnsafeXml(BrokenXml):
    """The XML could make its reader do things."""

    en = "XML with declarations of its own is refused ({reason}): they can read other files or fill the memory. Remove the DOCTYPE and try again."
    ja = "独自の宣言を持つ XML は受け付けません（{reason}）。他のファイルを読んだり、メモリを使い尽くしたりするおそれがあります。DOCTYPE を取り除いてやり直してください。"


class AnswerSays(RecordError):
    """Instead of records stands what the source had to say."""

    code: str
    message: str
    meaning: str
    line: int

    en = "the source answered with {code} ({meaning}) instead of records: “{message}”"
    ja = "レコードの代わりに {code}（{meaning}）という応答が入っています:「{message}」"


class NothingFound(AnswerSays):
    """The source found nothing for the question that was asked."""

    en = "the source found no records ({code})"
    ja = "該当するレコードはないという応答です（{code}）"


class UnknownMetadata(RecordError):
    """An envelope holds metadata in a form that is not read here."""

    found: str
    known: str

    en = "{field}: metadata of the form “{found}” cannot be read. Ask for one of: {known}"
    ja = "{field}: 「{found}」形式のメタデータは読めません。次のいずれかで取得してください: {known}"


class DeletedAtSource(RecordError):
    """The file tells that the source has deleted a record."""

    value: str

    en = "{value} was deleted by its source; nothing is added for it"
    ja = "{value} は提供元で削除されています。登録するものはありません"
