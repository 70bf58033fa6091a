"""What can be wrong with an index. None of it loses anything: the index is derived, and can be made anew."""

from shoroku.corpus.errors import LibraryError


class IndexProblem(LibraryError):
    """Something is wrong with the index of a library. The records are safe; the index can be rebuilt from them."""


class IndexMissing(IndexProblem):
    """The library has records but no index."""

    path: str

    en = "The library at {path} has no index. It must be rebuilt."
    ja = "ライブラリ {path} に索引がありません。再構築が必要です。"


class IndexOutdated(IndexProblem):
    """The index was built by another version of the text analysis."""

    path: str
    differences: str

    en = "The index of the library at {path} was built by another version of the text analysis ({differences}). It must be rebuilt."
    ja = "ライブラリ {path} の索引は、テキスト解析の別のバージョンで作られています（{differences}）。再構築が必要です。"


class IndexOfAnother(IndexProblem):
    """The index was built from other records: the database was replaced, or an older state of it restored."""

    path: str

    en = "The index of the library at {path} does not match its records, which were replaced or restored. It must be rebuilt."
    ja = "ライブラリ {path} のレコードが入れ替えられたか復元されたため、索引と一致しません。再構築が必要です。"


class IndexDamaged(IndexProblem):
    """The index cannot be read."""

    path: str
    reason: str

    en = "The index of the library at {path} is damaged ({reason}). The records are safe; the index must be rebuilt."
    ja = "ライブラリ {path} の索引が壊れています（{reason}）。レコードは失われていません。再構築が必要です。"


class WorkerDied(IndexProblem):
    """A process that analyzes text exited unexpectedly."""

    code: int

    en = "A process that analyzes text exited unexpectedly (exit code {code}). No data was lost; try again."
    ja = "テキストを解析するプロセスが異常終了しました（終了コード {code}）。データは失われていません。もう一度実行してください。"
