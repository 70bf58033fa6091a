"""What can go wrong with a source on the network."""

from typing import TYPE_CHECKING

from shoroku.corpus.errors import BadArgument, ShorokuError

if TYPE_CHECKING:
    from shoroku.corpus.harvest.result import Result


class SourceError(ShorokuError):
    """A source could not be harvested. What was committed before stays; the same command goes on from there."""

    partial: "Result | None" = None

    exit_code = 4


class SourceUnreachable(SourceError):
    """A host does not answer, or not well, however often it is asked."""

    url: str
    reason: str

    en = "{url}: no good answer ({reason}), after several tries. Run the same command later; it goes on where it was."
    ja = "{url}: 何度か試しましたが正しい応答がありません（{reason}）。後で同じコマンドを実行すると続きから再開します。"


class SourceRefused(SourceError):
    """A host refuses: a key is missing or wrong."""

    url: str
    status: int

    en = "{url}: refused (HTTP {status}). Check the source's key: shoroku sources says where it is read from."
    ja = "{url}: 拒否されました（HTTP {status}）。キーを確かめてください。読み込み元は shoroku sources で分かります。"


class KeyMissing(SourceError):
    """A source needs a key and none is set."""

    source: str
    variable: str
    setting: str

    exit_code = 2
    en = "{source} needs a key: set ${variable}, or {setting} in the settings file (shoroku sources tells where it is)."
    ja = "{source} にはキーが必要です。環境変数 {variable} か、設定ファイルの {setting} に書いてください（場所は shoroku sources で分かります）。"


class AnswerTooLarge(SourceError):
    """An answer is larger than any page of the source."""

    url: str
    limit: int

    en = "{url}: the answer is larger than {limit} bytes and was not taken. Ask for less at once, or tell the source's keeper."
    ja = "{url}: 応答が {limit} バイトを超えたため受け取りませんでした。一度に求める量を減らすか、提供元に知らせてください。"


class RedirectRefused(SourceError):
    """A host sends elsewhere."""

    url: str
    target: str

    en = "{url}: redirects to another host or without end ({target}); not followed. Check the address."
    ja = "{url}: 別のホスト、または際限ないリダイレクト（{target}）のため従いませんでした。アドレスを確かめてください。"


class BadAnswer(SourceError):
    """An answer is not what the source speaks."""

    url: str
    expected: str
    reason: str

    en = "{url}: the answer is not {expected} ({reason}). Run the same command later; if it stays so, report it."
    ja = "{url}: 応答が {expected} ではありません（{reason}）。後で同じコマンドを実行し、続くようなら報告してください。"


class SourceSays(SourceError):
    """The source itself says what is wrong."""

    url: str
    code: str
    message: str

    en = "{url}: the source says: {code} {message}"
    ja = "{url}: 提供元からの応答: {code} {message}"


class BadParameter(BadArgument, SourceError):
    """A parameter of a harvest has a value that it cannot have."""


class TooManyInOneMonth(SourceError):
    """A window that cannot be split further holds more than the source gives out."""

    source: str
    window: str
    total: int
    cap: int

    en = "{source}: {window} alone holds {total} records, and the source gives out {cap} of them; {cap} were taken."
    ja = "{source}: {window} だけで {total} 件あり、提供元が渡すのは {cap} 件までです。{cap} 件を取り込みました。"


class ChangesNeedKey(SourceError):
    """A source tells what changed only to those with a key; without, all is asked for."""

    source: str
    variable: str
    setting: str

    en = "{source} tells what changed only to those with a key, so all was asked for again: set ${variable}, or {setting} in the settings file."
    ja = "{source} は、変わった分だけを渡すのにキーを求めるため、すべてを求め直しました。環境変数 {variable} か、設定ファイルの {setting} に書いてください。"
