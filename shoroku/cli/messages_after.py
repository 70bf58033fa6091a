"""What is said of what people do after a search, and of comfort at the terminal: id -> (English, Japanese)."""

AFTER: dict[str, tuple[str, str]] = {
    # --- Hits by their numbers ----------------------------------------------------------------------------------------
    "hit.no_search": (
        "{number} is no record's id, and no search of this library is known whose hit it could be. Search first: shoroku search WORDS",
        "{number} という id のレコードはなく、このライブラリでの検索の記録もありません。先に検索してください: shoroku search 語",
    ),
    "hit.off": (
        "{number} is no record's id, and hits have no numbers here: $SHOROKU_HISTORY is off. Name the record by its id, CRID or DOI.",
        "{number} という id のレコードはありません。SHOROKU_HISTORY が off なので番号は使えません。id・CRID・DOI で指定してください。",
    ),
    "hit.none": (
        "There is no hit {number}: the last search found nothing.",
        "{number} 番はありません。直前の検索では何も見つかっていません。",
    ),
    "hit.unknown": (
        "There is no hit {number}: the last search showed hits {first} to {last}.",
        "{number} 番はありません。直前の検索で表示したのは {first}〜{last} 番です。",
    ),
    "hit.is_id": (
        "{number} is the id of a record. If you mean hit {number} of the last search, its id is {id}",
        "{number} はレコードの id です。直前の検索の {number} 番のことなら、その id は {id} です",
    ),
    # --- open ---------------------------------------------------------------------------------------------------------
    "open.short": ("Open a record's page in the browser.", "レコードのページをブラウザーで開きます。"),
    "open.help": (
        (
            "Open the page of one record in the browser, and print its address: its DOI's, else CiNii's, else one that it links"
            " to. ID is its id, CRID, DOI, NAID or PMID in any spelling; N the number of a hit of the last search. Only http"
            " and https addresses are opened."
        ),
        (
            "レコードのページをブラウザーで開き、そのアドレスを表示します。DOI があればそのページ、なければ CiNii のページ、それもなければ"
            "レコードにあるリンクです。ID は id・CRID・DOI・NAID・PMID（どの書き方でも）、N は直前の検索での番号です。http と https のアドレスだけを開きます。"
        ),
    ),
    "open.example": (
        "$ shoroku open 1\n$ shoroku open 1390287142242714752 --print",
        "$ shoroku open 1\n$ shoroku open 1390287142242714752 --print",
    ),
    "option.print": ("Only print the address.", "アドレスを表示するだけで、開きません。"),
    "open.nowhere": (
        "The record {id} has no DOI, no CRID and no link that could be opened. See what it has: shoroku show {id}",
        "レコード {id} には、DOI も CRID も、開けるリンクもありません。内容を見るには: shoroku show {id}",
    ),
    "open.failed": (
        "No browser could be started. The address is {url}",
        "ブラウザーを起動できませんでした。アドレスは {url} です",
    ),
    # --- history ------------------------------------------------------------------------------------------------------
    "history.short": ("Show past searches.", "これまでの検索を表示します。"),
    "history.help": (
        (
            "Show past searches, the newest last: when, how many records held all the words (~: most of them), and the command."
            " They are kept in the user's own folder ($SHOROKU_STATE, else shoroku in $XDG_STATE_HOME), never in the library:"
            " the last 1,000, and the numbers of the last hits. SHOROKU_HISTORY=off keeps none."
        ),
        (
            "これまでの検索を、新しいものを最後にして表示します（日時、すべての語を含む件数。~ は語の多くを含む件数。コマンド）。記録は利用者自身の"
            "フォルダ（SHOROKU_STATE、なければ XDG_STATE_HOME の shoroku）にあり、ライブラリには残りません。最新の 1,000 件と、直前の検索の番号だけです。"
            "SHOROKU_HISTORY=off にすると記録しません。"
        ),
    ),
    "history.example": (
        "$ shoroku history -n 5\n$ shoroku history --json\n$ shoroku history --clear",
        "$ shoroku history -n 5\n$ shoroku history --json\n$ shoroku history --clear",
    ),
    "option.newest": ("How many to show, of the newest.", "表示する件数（新しいものから）。"),
    "option.clear": ("Forget all of them, and the numbers of hits.", "記録をすべて、番号も含めて消します。"),
    "history.cleared": ("Searches that were forgotten: {count:,}", "{count:,} 件の検索の記録を消しました"),
    "history.none": ("No search is known yet.", "検索の記録はまだありません。"),
    "history.off": (
        "No search is known, and none is kept: $SHOROKU_HISTORY is off.",
        "検索の記録はありません。SHOROKU_HISTORY が off なので、記録していません。",
    ),
}
