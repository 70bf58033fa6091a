"""The family of errors, under one base class, and the problems that a record can have.

An error carries its facts as fields and says in Japanese or English what happened, where, and what to do.
"""

from typing import Any, ClassVar


class ShorokuError(Exception):
    """What all errors of this package have in common: a sentence in each language, filled with the error's fields."""

    en: ClassVar[str] = "Something went wrong."
    ja: ClassVar[str] = "問題が起きました。"
    exit_code: ClassVar[int] = 1

    def __init__(self, **fields: Any) -> None:
        super().__init__()
        self.fields = fields

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["fields"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __reduce__(self) -> tuple[Any, ...]:  # so that it survives the way from a worker process
        return _rebuild, (type(self), self.fields)

    def text(self, language: str = "en") -> str:
        """Return the message in ``language`` ("ja" or "en")."""
        return (self.ja if language == "ja" else self.en).format(**self.fields)

    def __str__(self) -> str:
        return self.text("en")


def _rebuild(kind: type[ShorokuError], fields: dict[str, Any]) -> ShorokuError:
    return kind(**fields)


# --- The library on disk ----------------------------------------------------------------------------------------------


class LibraryError(ShorokuError):
    """Something is wrong with a library as a whole."""

    exit_code = 3


class NoLibrary(LibraryError):
    """There is no library at that place. Fields: path."""

    en = "There is no library at {path}. Make one with: shoroku add FILE --library {path}"
    ja = "{path} にライブラリがありません。作るには: shoroku add ファイル --library {path}"


class NotALibrary(LibraryError):
    """A file of that name is there, but it is no store of ours. Fields: path, reason."""

    en = "{path} is not a shoroku library ({reason}). Choose another folder with --library."
    ja = "{path} は shoroku のライブラリではありません（{reason}）。--library で別のフォルダを指定してください。"


class LibraryTooNew(LibraryError):
    """The library was written by a later version. Fields: path, found, known."""

    en = "The library {path} has format {found}; this version of shoroku knows up to {known}. Upgrade: pip install -U shoroku"
    ja = "ライブラリ {path} の形式は {found} ですが、この版の shoroku が読めるのは {known} までです。更新: pip install -U shoroku"


class LibraryLocked(LibraryError):
    """Another process is writing. Fields: path, holder."""

    en = "Another process ({holder}) is writing to the library {path}. Wait until it has ended, and try again."
    ja = "別のプロセス（{holder}）がライブラリ {path} に書き込み中です。終わるのを待ってからやり直してください。"


class LibraryReadOnly(LibraryError):
    """The library's folder cannot be written to. Fields: path, reason."""

    en = "The library {path} cannot be written to ({reason}). Check the folder's permissions, or choose another with --library."
    ja = "ライブラリ {path} に書き込めません（{reason}）。フォルダの権限を確かめるか、--library で別の場所を指定してください。"


class DiskFull(LibraryError):
    """No room was left while writing. Fields: path."""

    en = "The disk that holds {path} is full. What was committed before is safe; make room and run the same command again."
    ja = "{path} のあるディスクに空きがありません。それまでに確定した分は安全です。空きを作って同じコマンドをもう一度実行してください。"


class StoreDamaged(LibraryError):
    """SQLite says that the store is damaged. Fields: path, reason."""

    en = "The store {path} is damaged ({reason}). Restore it from a backup, or add the records to a new library."
    ja = "保管庫 {path} が壊れています（{reason}）。バックアップから戻すか、新しいライブラリに登録し直してください。"


class UnknownRecord(ShorokuError):
    """No record has that identifier. Fields: id."""

    en = "No record has the identifier {id}. Find records with: shoroku search WORDS"
    ja = "識別子 {id} のレコードはありません。検索するには: shoroku search 語"


# --- Files to be read -------------------------------------------------------------------------------------------------


class FileError(ShorokuError):
    """A file as a whole cannot be read."""


class FileUnreadable(FileError):
    """The file cannot be opened or unpacked. Fields: file, reason."""

    en = "{file}: cannot be read ({reason})."
    ja = "{file}: 読めません（{reason}）。"


class UnknownFormat(FileError):
    """No format recognises the file. Fields: file, known."""

    en = "{file}: its format is not recognised. Known formats: {known}. Name one with --format."
    ja = "{file}: 形式が分かりません。対応する形式: {known}。--format で指定できます。"


# --- A record's problems ----------------------------------------------------------------------------------------------


class RecordError(ShorokuError):
    """One record cannot be taken. Fields: field (its name in the input, or "")."""


class BrokenSyntax(RecordError):
    """The text is not what the format says. Fields: field, reason."""

    en = "not readable as {format}: {reason}"
    ja = "{format} として読めません: {reason}"


class WrongType(RecordError):
    """A value has another type than the format says. Fields: field, expected."""

    en = "{field}: expected {expected}"
    ja = "{field}: {expected} であるはずの値です"


class NoTitle(RecordError):
    """The record has no title. Fields: field."""

    en = "the record has no title"
    ja = "題名がありません"


class BadDate(RecordError):
    """No year can be read from the date. Fields: field, value."""

    en = "{field}: “{value}” holds no year that can be read (expected YYYY, YYYY-MM or YYYY-MM-DD)"
    ja = "{field}: 「{value}」から年を読み取れません（YYYY、YYYY-MM、YYYY-MM-DD のいずれか）"


class Conflict(RecordError):
    """Two records of one run claim the same identifier with different content. Fields: field, value, first."""

    en = "{field}: {value} was already claimed by another record of this run ({first}); that one was kept"
    ja = "{field}: {value} は、今回の別のレコード（{first}）がすでに使っています。先のものを残しました"


class Withdrawn(RecordError):
    """The record was withdrawn from this library. Fields: field, value."""

    en = "{value} was withdrawn from this library and is not taken again"
    ja = "{value} はこのライブラリから取り下げられており、再登録しません"
