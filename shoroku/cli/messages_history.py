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
    # --- Saved searches -----------------------------------------------------------------------------------------------
    "save.short": ("Save a search under a name.", "検索を名前を付けて保存します。"),
    "save.help": (
        (
            "Save a search in the library, under a name. What it finds now counts as looked at, for its page is what a person"
            " has before them; shoroku new NAME shows what comes after. Only records that hold all the words count."
        ),
        (
            "検索に名前を付けてライブラリに保存します。いま見つかるものは見たものとし、その後に加わったものを shoroku new 名前 で表示します。"
            "数えるのは、すべての語を含むレコードだけです。"
        ),
    ),
    "save.example": (
        '$ shoroku save still "adult-onset Still disease" --year 2015..\n$ shoroku save ra 関節リウマチ --from-start',
        '$ shoroku save still "adult-onset Still disease" --year 2015..\n$ shoroku save ra 関節リウマチ --from-start',
    ),
    "option.from_start": (
        "Show what it finds now at the first look, too.",
        "いま見つかるものも、最初の shoroku new で表示します。",
    ),
    "option.replace": (
        "Put it in the place of another of that name.",
        "同じ名前の検索があれば置き換えます。",
    ),
    "save.done": (
        "Saved as {name}; records that match now: {count:,}. What comes after: shoroku new {name}",
        "{name} として保存しました。いま該当するものは {count:,} 件です。その後のものを見るには: shoroku new {name}",
    ),
    "save.done_from_start": (
        "Saved as {name}; records that match now: {count:,}. To look at them, and then at what comes after: shoroku new {name}",
        "{name} として保存しました。いま該当するものは {count:,} 件です。これらと、その後のものを見るには: shoroku new {name}",
    ),
    "saved.short": ("Show the saved searches.", "保存した検索を表示します。"),
    "saved.help": (
        "Show the saved searches of a library: name, what is asked, when it was saved and last looked at.",
        "ライブラリに保存した検索（名前、内容、保存した日時、最後に見た日時）を表示します。",
    ),
    "saved.example": ("$ shoroku saved\n$ shoroku saved --json", "$ shoroku saved\n$ shoroku saved --json"),
    "saved.none": (
        "No search is saved in this library. Save one with: shoroku save NAME WORDS",
        "このライブラリに保存した検索はありません。保存するには: shoroku save 名前 語",
    ),
    "saved.looked": ("saved {made}, last look {looked}", "保存 {made}、最後に見た日時 {looked}"),
    "forget.short": ("Remove a saved search.", "保存した検索を消します。"),
    "forget.help": (
        "Remove a saved search. The records stay.",
        "保存した検索を消します。レコードはそのまま残ります。",
    ),
    "forget.example": (
        "$ shoroku forget still\n$ shoroku forget ra --json",
        "$ shoroku forget still\n$ shoroku forget ra --json",
    ),
    "forget.done": ("Forgotten: {name}", "{name} を消しました"),
    "new.short": ("Show what is new to a saved search.", "保存した検索に加わったものを表示します。"),
    "new.help": (
        (
            "Show what came since the last look at saved searches: records that were added or changed, hold all the words now,"
            " and were not there before; the newest works first. Once they are written, they are not new any more. Made for"
            " cron: says nothing where there is nothing, and --json gives an empty list of news then."
        ),
        (
            "保存した検索を最後に見た後に加わったものを表示します。登録または変更されて、すべての語を含むようになり、それまでになかったレコードを、"
            "新しいものから示します。表示し終えたものは、次からは出ません。cron から使えます: 加わったものがなければ何も表示しません（--json では空の一覧）。"
        ),
    ),
    "new.example": (
        "$ shoroku new still --peek\n$ shoroku new --all-names --fail-empty\n$ crontab -l\n30 6 * * 1  shoroku update >/dev/null; shoroku new --all-names",
        "$ shoroku new still --peek\n$ shoroku new --all-names --fail-empty\n$ crontab -l\n30 6 * * 1  shoroku update >/dev/null; shoroku new --all-names",
    ),
    "option.all_names": ("Every saved search.", "保存した検索すべて。"),
    "option.at_most": (
        "How many of each to show, those that came first; the next look shows more. Else 10,000.",
        "それぞれ何件まで表示するか（先に加わったものから）。残りは次の回に表示します。省略時は 10,000。",
    ),
    "option.peek": ("Do not count this as a look.", "見たことにしません。"),
    "option.fail_empty": ("Exit with 1 where there is nothing.", "何もなければ終了コードを 1 にします。"),
    "new.names": (
        "Name saved searches, or give --all-names and none. See them: shoroku saved",
        "保存した検索の名前か --all-names のどちらかを指定してください。一覧を見るには: shoroku saved",
    ),
    "new.nothing": ("Nothing is new.", "加わったものはありません。"),
    "new.heading": ("{name}: {count:,} new records", "{name}: {count:,} 件が加わりました"),
    "new.one": ("{name}: {count:,} new record", "{name}: {count:,} 件が加わりました"),
    "new.more": (
        "More that are new: {count:,}. The next look shows them.",
        "ほかに {count:,} 件あります。次の回に表示します。",
    ),
    # --- At the terminal ----------------------------------------------------------------------------------------------
    "option.color": (
        "Colours: auto where a terminal is (NO_COLOR and FORCE_COLOR count), always, or never.",
        "色: auto は端末のときだけ（NO_COLOR と FORCE_COLOR に従う）、always は常に付け、never は付けません。",
    ),
    "option.pager": (
        "Show it in a pager: $SHOROKU_PAGER, else $PAGER, else less.",
        "ページャーで表示します（SHOROKU_PAGER、なければ PAGER、なければ less）。",
    ),
    "option.page": (
        "Which page, the first being 1. Takes the place of --offset.",
        "何ページ目か（最初は 1）。--offset の代わりになります。",
    ),
    "search.two_places": (
        "Give only one of --page, --offset and --cursor: each says where the page begins.",
        "--page、--offset、--cursor はどれも始まる位置を表します。1 つだけ指定してください。",
    ),
    "search.next_numbered": (
        "More: the same command with --page {page}",
        "続き: 同じコマンドに --page {page} を付ける",
    ),
    "completion.short": ("Print a script for the shell's completion.", "シェルの補完用スクリプトを出力します。"),
    "completion.help": (
        (
            "Print the script by which a shell completes shoroku's commands, options, and the names of journals, data sources"
            " and saved searches in your library. To install it, write into the shell's file:\n"
            "\n"
            '  ~/.bashrc                   eval "$(shoroku completion bash)"\n'
            '  ~/.zshrc, after compinit    eval "$(shoroku completion zsh)"\n'
            "  ~/.config/fish/config.fish  shoroku completion fish | source"
        ),
        (
            "シェルで、コマンド・オプションと、ライブラリにある雑誌・データソース・保存した検索の名前を補完するためのスクリプトを出力します。組み込むには、シェルの設定ファイルに書きます:\n"
            "\n"
            '  ~/.bashrc                   eval "$(shoroku completion bash)"\n'
            '  ~/.zshrc（compinit の後）   eval "$(shoroku completion zsh)"\n'
            "  ~/.config/fish/config.fish  shoroku completion fish | source"
        ),
    ),
    "completion.example": (
        "$ shoroku completion bash\n$ shoroku completion zsh >_shoroku\n$ shoroku completion fish >shoroku.fish",
        "$ shoroku completion bash\n$ shoroku completion zsh >_shoroku\n$ shoroku completion fish >shoroku.fish",
    ),
    "help.exit_codes": (
        (
            "0\tall is well. A search that finds nothing is that too, unless --fail-empty is given\n"
            "1\tthere is something to look at: records were rejected (add, harvest, update), a problem was found (check), there is"
            " no such record, hit or saved search, a file cannot be read; with --fail-empty, nothing was found or is new\n"
            "2\twrong use: an option, an argument or a key is missing, unknown or impossible\n"
            "3\tthe library cannot be used as it is: it is not there, not ours, too new, damaged, locked by another process, not"
            " writable, its disk is full, or its index is missing or out of date. The message says what mends it\n"
            "4\ta source could not be harvested; what was committed stays, and the same command goes on from there\n"
            "70\ta fault of shoroku itself, or its output cannot be written\n"
            "130\tinterrupted (Ctrl-C); what was committed stays"
        ),
        (
            "0\t問題なし。検索で何も見つからないときも、--fail-empty がなければ 0\n"
            "1\t確かめることがある: 登録できないレコード（add・harvest・update）、見つかった異常（check）、該当するレコード・番号・保存した検索がない、"
            "ファイルが読めない。--fail-empty では、見つからない、または加わったものがない\n"
            "2\t使い方の誤り: オプション・引数・キーがない、知られていない、または値が不可能\n"
            "3\tライブラリがそのままでは使えない: ない、shoroku のものではない、新しすぎる、壊れている、別のプロセスが書き込み中、書き込めない、"
            "ディスクに空きがない、索引がないか古い。直し方も表示される\n"
            "4\t提供元から取り込めなかった。確定した分は残り、同じコマンドで続きから再開する\n"
            "70\tshoroku 自体の不具合、または出力を書き込めない\n"
            "130\t中断（Ctrl-C）。確定した分は残る"
        ),
    ),
}
