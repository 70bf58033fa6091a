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


class UnknownSavedSearch(ShorokuError):
    """No saved search has that name. Fields: name."""

    en = "No saved search is called “{name}”. See those that there are: shoroku saved"
    ja = "「{name}」という保存した検索はありません。一覧を見るには: shoroku saved"


class NameTaken(ShorokuError):
    """A saved search has that name already. Fields: name."""

    exit_code = 2
    en = "A saved search is called “{name}” already. Choose another name, or put this one in its place with --replace."
    ja = "「{name}」という検索はすでに保存されています。別の名前にするか、--replace で置き換えてください。"


class BadName(ShorokuError):
    """A saved search cannot have that name. Fields: name, limit."""

    exit_code = 2
    en = "“{name}” cannot be a saved search's name: give it one of 1 to {limit} characters that does not begin with -."
    ja = "「{name}」は保存する検索の名前にできません。- 以外で始まる {limit} 文字までの名前にしてください。"


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


# --- Files to be written ----------------------------------------------------------------------------------------------


class OutputError(ShorokuError):
    """A file cannot be written."""


class UnknownWriter(OutputError):
    """There is no format of that name that can be written. Fields: name, known."""

    en = "{name} is no format that can be written. Choose one of: {known}."
    ja = "{name} という形式では書き出せません。次のどれかを指定してください: {known}。"
    exit_code = 2


class OutputExists(OutputError):
    """A file of that name is there already. Fields: file."""

    en = "{file} is there already, and was left as it is. Choose another name, or replace it with --force."
    ja = "{file} はすでにあります。そのまま残しました。別の名前にするか、--force で置き換えてください。"
    exit_code = 2


class OutputUnwritable(OutputError):
    """The file cannot be written, or not to its end; nothing of it is left. Fields: file, reason."""

    en = "{file}: cannot be written ({reason}). Nothing was left there. Check the folder and the room on its disk, or choose another with --output."
    ja = "{file}: 書き込めません（{reason}）。書きかけのファイルは残していません。フォルダとディスクの空きを確かめるか、--output で別の場所を指定してください。"


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


class NoTitleColumn(RecordError):
    """A table's header names no column that titles could be in. Fields: field, found."""

    en = "the header names no column for titles (found: {found}). Call it title, title_ja, title_en, 題名 or タイトル"
    ja = "見出し行に題名の列がありません（列: {found}）。title、title_ja、title_en、題名、タイトルなどの名前にしてください"


class CellCount(RecordError):
    """A row of a table has another number of cells than the header. Fields: field, found, expected."""

    en = "the row has {found} cells, the header {expected}"
    ja = "見出し行は {expected} 列ですが、この行は {found} 列です"


class OpenQuotation(RecordError):
    """A row of a table opens a quotation that nothing closes. Fields: field, limit."""

    en = "a quotation mark in the row is not closed, or a cell has more than {limit} characters"
    ja = "この行の引用符が閉じられていないか、{limit} 文字を超えるセルがあります"


class Conflict(RecordError):
    """Two records of one run claim the same identifier with different content. Fields: field, value, first."""

    en = "{field}: {value} was already claimed by another record of this run ({first}); that one was kept"
    ja = "{field}: {value} は、今回の別のレコード（{first}）がすでに使っています。先のものを残しました"


class NotHad(RecordError):
    """A source lists a record and does not give it. Fields: field, value, reason."""

    en = "{field}: {value} is listed, and could not be had: {reason}"
    ja = "{field}: {value} は一覧にありますが、取得できませんでした: {reason}"


class BrokenXml(BrokenSyntax):
    """The text is no XML from some line on. Fields: field, format, reason, line, raw (that line, where it is known)."""


class UnsafeXml(BrokenXml):
    """The XML could make its reader do things. Fields: field, reason."""

    en = "XML with declarations of its own is refused ({reason}): they can read other files or fill the memory. Remove the DOCTYPE and try again."
    ja = "独自の宣言を持つ XML は受け付けません（{reason}）。他のファイルを読んだり、メモリを使い尽くしたりするおそれがあります。DOCTYPE を取り除いてやり直してください。"


class AnswerSays(RecordError):
    """Instead of records stands what the source had to say. Fields: field, code, message, meaning_en, meaning_ja, line."""

    en = "the source answered with {code} ({meaning_en}) instead of records: “{message}”"
    ja = "レコードの代わりに {code}（{meaning_ja}）という応答が入っています:「{message}」"


class NothingFound(AnswerSays):
    """The source found nothing for the question that was asked. Fields: field, code."""

    en = "the source found no records ({code})"
    ja = "該当するレコードはないという応答です（{code}）"


class UnknownMetadata(RecordError):
    """An envelope holds metadata in a form that is not read here. Fields: field, found, known."""

    en = "{field}: metadata of the form “{found}” cannot be read. Ask for one of: {known}"
    ja = "{field}: 「{found}」形式のメタデータは読めません。次のいずれかで取得してください: {known}"


class DeletedAtSource(RecordError):
    """The file tells that the source has deleted a record. Fields: field, value."""

    en = "{value} was deleted by its source; nothing is added for it"
    ja = "{value} は提供元で削除されています。登録するものはありません"


# --- Sources on the network -------------------------------------------------------------------------------------------


class SourceError(ShorokuError):
    """A source could not be harvested. What was committed before stays; the same command goes on from there."""

    exit_code = 4


class SourceUnreachable(SourceError):
    """A host does not answer, or not well, however often it is asked. Fields: url, reason."""

    en = "{url}: no good answer ({reason}), after several tries. Run the same command later; it goes on where it was."
    ja = "{url}: 何度か試しましたが正しい応答がありません（{reason}）。後で同じコマンドを実行すると続きから再開します。"


class SourceRefused(SourceError):
    """A host refuses: a key is missing or wrong. Fields: url, status."""

    en = "{url}: refused (HTTP {status}). Check the source's key: shoroku sources says where it is read from."
    ja = "{url}: 拒否されました（HTTP {status}）。キーを確かめてください。読み込み元は shoroku sources で分かります。"


class KeyMissing(SourceError):
    """A source needs a key and none is set. Fields: source, variable, setting."""

    exit_code = 2
    en = "{source} needs a key: set ${variable}, or {setting} in the settings file (shoroku sources tells where it is)."
    ja = "{source} にはキーが必要です。環境変数 {variable} か、設定ファイルの {setting} に書いてください（場所は shoroku sources で分かります）。"


class AnswerTooLarge(SourceError):
    """An answer is larger than any page of the source. Fields: url, limit."""

    en = "{url}: the answer is larger than {limit} bytes and was not taken. Ask for less at once, or tell the source's keeper."
    ja = "{url}: 応答が {limit} バイトを超えたため受け取りませんでした。一度に求める量を減らすか、提供元に知らせてください。"


class RedirectRefused(SourceError):
    """A host sends elsewhere. Fields: url, target."""

    en = "{url}: redirects to another host or without end ({target}); not followed. Check the address."
    ja = "{url}: 別のホスト、または際限ないリダイレクト（{target}）のため従いませんでした。アドレスを確かめてください。"


class BadAnswer(SourceError):
    """An answer is not what the source speaks. Fields: url, expected, reason."""

    en = "{url}: the answer is not {expected} ({reason}). Run the same command later; if it stays so, report it."
    ja = "{url}: 応答が {expected} ではありません（{reason}）。後で同じコマンドを実行し、続くようなら報告してください。"


class SourceSays(SourceError):
    """The source itself says what is wrong. Fields: url, code, message."""

    en = "{url}: the source says: {code} {message}"
    ja = "{url}: 提供元からの応答: {code} {message}"


class BadParameter(SourceError):
    """A parameter of a harvest cannot be what it is. Fields: name, value, expected."""

    exit_code = 2
    en = "{name}: {value!r} is not possible; expected {expected}."
    ja = "{name}: {value!r} は指定できません。{expected} を指定してください。"


class TooManyInOneMonth(SourceError):
    """A window that cannot be split further holds more than the source gives out. Fields: source, window, total, cap."""

    en = "{source}: {window} alone holds {total} records, and the source gives out {cap} of them; {cap} were taken."
    ja = "{source}: {window} だけで {total} 件あり、提供元が渡すのは {cap} 件までです。{cap} 件を取り込みました。"


class ChangesNeedKey(SourceError):
    """A source tells what changed only to those with a key; without, all is asked for. Fields: source, variable, setting."""

    en = "{source} tells what changed only to those with a key, so all was asked for again: set ${variable}, or {setting} in the settings file."
    ja = "{source} は、変わった分だけを渡すのにキーを求めるため、すべてを求め直しました。環境変数 {variable} か、設定ファイルの {setting} に書いてください。"
