"""What can go wrong with a source on the network."""

from typing import TYPE_CHECKING

from shoroku.corpus.errors import BadArgument, ShorokuError

if TYPE_CHECKING:
    from shoroku.corpus.harvest.result import Result


class SourceError(ShorokuError):
    """A source could not be harvested. Pages committed before stay, and the same call continues from there.

    ``partial`` is what the run did before it failed.
    """

    partial: "Result | None" = None

    exit_code = 4


class SourceUnreachable(SourceError):
    """A host did not respond properly after several attempts."""

    url: str
    reason: str

    en = "{url}: no valid response after several attempts ({reason}). Try again later; the harvest continues where it stopped."
    ja = "{url}: 何度か試しましたが、正常な応答がありませんでした（{reason}）。しばらくしてからもう一度実行すると、続きから再開します。"


class SourceRefused(SourceError):
    """A host refused access: the API key is missing or wrong."""

    url: str
    status: int

    en = "{url}: access refused (HTTP {status}). Check the API key for this source."
    ja = "{url}: アクセスを拒否されました（HTTP {status}）。この提供元の API キーを確認してください。"


class KeyMissing(SourceError):
    """A source requires an API key and none is set."""

    source: str
    variable: str
    setting: str

    exit_code = 2
    en = "{source} requires an API key. Set the environment variable {variable}, or {setting} in the settings file."
    ja = "{source} の利用には API キーが必要です。環境変数 {variable} か、設定ファイルの {setting} に設定してください。"


class AnswerTooLarge(SourceError):
    """A response is larger than any page of the source should be."""

    url: str
    limit: int

    en = "{url}: the response is larger than {limit:,} bytes and was not read. Request fewer records at a time."
    ja = "{url}: 応答が {limit:,} バイトを超えたため、読み込みませんでした。一度に要求する件数を減らしてください。"


class RedirectRefused(SourceError):
    """A host redirects to another host, or in a loop."""

    url: str
    target: str

    en = "{url}: the redirect to {target} was not followed, because it leads to another host or does not end. Check the address."
    ja = "{url}: {target} へのリダイレクトは、別のホストに向かうか終わりがないため、たどりませんでした。アドレスを確認してください。"


class BadAnswer(SourceError):
    """A response is not in the format of the source."""

    url: str
    expected: str
    reason: str

    en = "{url}: the response is not {expected} ({reason}). Try again later, and report it if it happens again."
    ja = "{url}: 応答が {expected} ではありません（{reason}）。しばらくしてからもう一度実行し、続くようなら報告してください。"


class SourceSays(SourceError):
    """The source responded with an error message of its own."""

    url: str
    code: str
    message: str

    en = "{url}: the source returned an error: {code} {message}"
    ja = "{url}: 提供元がエラーを返しました: {code} {message}"


class BadParameter(BadArgument, SourceError):
    """A parameter of a harvest has an invalid value."""


class MissingParameter(BadParameter):
    """A harvest was given none of the parameters of which it requires one. ``names`` are those parameters."""

    names: tuple[str, ...]
    value: object = None
    expected: str = ""

    en = "A parameter is missing. Give at least one of: {names}."
    ja = "パラメータが足りません。次のうち少なくとも 1 つを指定してください: {names}。"


class UnknownParameter(BadParameter):
    """A harvest was given a parameter that its source does not have. ``names`` are those that it has."""

    names: tuple[str, ...]
    expected: str = ""

    en = "This source has no parameter {name}. Choose from: {names}."
    ja = "この提供元に {name} というパラメータはありません。指定できるもの: {names}。"


class TooManyInOneMonth(SourceError):
    """A warning: a window that cannot be split further holds more records than the source returns."""

    source: str
    window: str
    total: int
    cap: int

    en = "{source}: {window} alone holds {total:,} records, but the source returns at most {cap:,} of them. {cap:,} were harvested."
    ja = "{source}: {window} だけで {total:,} 件ありますが、提供元が返すのは {cap:,} 件までのため、{cap:,} 件を収集しました。"


class DatesTooVague(SourceError):
    """A warning: records cannot be requested, because a part of a window cannot be told from their dates."""

    source: str
    window: str
    total: int

    en = "{source}: {total:,} records of {window} cannot be requested, because their dates are not exact enough."
    ja = "{source}: {window} のうち {total:,} 件は、日付が詳しくないため収集できません。"


class ChangesNeedKey(SourceError):
    """A warning: the source lists changes only to users with an API key, so everything was requested."""

    source: str
    variable: str
    setting: str

    en = "{source} lists changes only to users with an API key, so everything was requested again. Set the environment variable {variable}, or {setting} in the settings file."
    ja = "{source} で変更分だけを収集するには API キーが必要なため、全件を収集し直しました。環境変数 {variable} か、設定ファイルの {setting} に設定してください。"
