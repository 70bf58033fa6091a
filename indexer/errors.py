"""What can be wrong with an index. None of it loses anything: the index is derived, and can be made anew."""

from shoroku.corpus.errors import LibraryError


class IndexProblem(LibraryError):
    """Something is wrong with the index of a library."""


class IndexMissing(IndexProblem):
    """The library has records and no index."""

    path: str

    en = "The library {path} has no index. Make it with: shoroku reindex --library {path}"
    ja = "ライブラリ {path} に索引がありません。作るには: shoroku reindex --library {path}"


class IndexOutdated(IndexProblem):
    """The index was made by another analysis."""

    path: str
    differences: str

    en = "The index of {path} was made by another analysis ({differences}). Renew it with: shoroku reindex --library {path}"
    ja = "{path} の索引は別の解析で作られています（{differences}）。作り直すには: shoroku reindex --library {path}"


class IndexOfAnother(IndexProblem):
    """The index was made from another store, or from a later state of this one."""

    path: str

    en = "The index of {path} does not belong to its records: they were replaced or restored. Renew it with: shoroku reindex --library {path}"
    ja = "{path} の索引はそこにあるレコードのものではありません（レコードが入れ替えられたか、復元されています）。作り直すには: shoroku reindex --library {path}"


class IndexDamaged(IndexProblem):
    """The index cannot be read."""

    path: str
    reason: str

    en = "The index of {path} is damaged ({reason}). The records are safe. Renew it with: shoroku reindex --library {path}"
    ja = "{path} の索引が壊れています（{reason}）。レコードは無事です。作り直すには: shoroku reindex --library {path}"


class WorkerDied(IndexProblem):
    """A process that analyses text ended on its own."""

    code: int

    en = "A process that analyses text ended unexpectedly (exit code {code}). Nothing is lost; run the same command again."
    ja = "テキストを解析するプロセスが途中で終了しました（終了コード {code}）。失われたものはありません。同じコマンドをもう一度実行してください。"
