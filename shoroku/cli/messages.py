"""Every text of the command line: id -> (English, Japanese). Nothing else belongs here.

What the library's errors say is beside them (``corpus/errors.py``); what click says, in ``click_words.py``.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    # --- Help pages ---------------------------------------------------------------------------------------------------
    "usage.options": ("[OPTIONS]", "[オプション]"),
    "usage.command": ("COMMAND [ARGS]...", "コマンド [引数]..."),
    "usage.example": ("Example", "例"),
    "usage.environment": ("Environment", "環境変数"),
    "usage.environment.rows": (
        (
            "SHOROKU_LIBRARY\tthe library's folder, where --library is not given\n"
            "SHOROKU_LANG\tja or en: the language of messages, whatever the locale\n"
            "SHOROKU_CACHE\tthe folder for what can be made again\n"
            "SHOROKU_DEBUG\tset to 1 to see where an unexpected error comes from\n"
            "NO_COLOR\tset to switch colours off"
        ),
        (
            "SHOROKU_LIBRARY\t--library がないときに使うライブラリのフォルダ\n"
            "SHOROKU_LANG\tja または en: 表示の言語（ロケールより優先）\n"
            "SHOROKU_CACHE\t作り直せるものを置くフォルダ\n"
            "SHOROKU_DEBUG\t1 にすると、予期しないエラーの発生箇所を表示\n"
            "NO_COLOR\t設定すると色を付けない"
        ),
    ),
    "usage.exit_codes": ("Exit codes", "終了コード"),
    "usage.exit_codes.rows": (
        (
            "0\tall is well\n"
            "1\tthere were rejects or problems, or no such record\n"
            "2\twrong use\n"
            "3\tthe library cannot be used as it is\n"
            "70\ta fault of shoroku itself\n"
            "130\tinterrupted (Ctrl-C)"
        ),
        (
            "0\t問題なし\n"
            "1\t登録できなかったもの・問題がある、またはレコードがない\n"
            "2\t使い方の誤り\n"
            "3\tライブラリがそのままでは使えない\n"
            "70\tshoroku 自体の不具合\n"
            "130\t中断（Ctrl-C）"
        ),
    ),
    "shoroku.short": ("Search scholarly abstracts.", "学術抄録を検索します。"),
    "shoroku.help": (
        "Search scholarly abstracts in Japanese and English.",
        "日本語と英語の学術抄録を検索します。",
    ),
    "shoroku.example": (
        '$ shoroku search "IL-6阻害薬とバイオマーカー"\n$ shoroku add records.jsonl.gz',
        '$ shoroku search "IL-6阻害薬とバイオマーカー"\n$ shoroku add records.jsonl.gz',
    ),
    "option.help": ("Show this message and exit.", "この説明を表示して終了します。"),
    "option.version": ("Show the version and exit.", "版を表示して終了します。"),
    "option.library": (
        "The library's folder. Else $SHOROKU_LIBRARY, else the platform's folder for data.",
        "ライブラリのフォルダ。省略時は $SHOROKU_LIBRARY、なければ OS の標準のデータ用フォルダ。",
    ),
    "option.json": ("Print JSON.", "JSON で出力します。"),
    # --- Filters and queries ------------------------------------------------------------------------------------------
    "option.journal": (
        "Only this journal: its name in any language, or its ISSN. May be repeated.",
        "この雑誌だけ（どの言語の誌名でも、ISSN でも）。繰り返し指定できます。",
    ),
    "option.year": (
        "Only these years: 2015..2020, 2015, 2015.. or ..2020.",
        "この年だけ: 2015..2020、2015、2015..、..2020 のいずれか。",
    ),
    "option.language": (
        "Only texts in this language (ja, en, …). May be repeated.",
        "本文がこの言語のものだけ（ja、en など）。繰り返し指定できます。",
    ),
    "option.source": (
        "Only from this data source (JaLC, …). May be repeated.",
        "このデータソースのものだけ（JaLC など）。繰り返し指定できます。",
    ),
    "option.type": (
        "Only records of this type (article, …). May be repeated.",
        "この種別のものだけ（article など）。繰り返し指定できます。",
    ),
    "year.unreadable": (
        "“{value}” is no range of years. Write 2015..2020, 2015, 2015.. or ..2020.",
        "「{value}」は年の範囲ではありません。2015..2020、2015、2015..、..2020 のように書いてください。",
    ),
    "year.reversed": (
        "{first} comes after {last}. Write the earlier year first.",
        "{first} は {last} より後です。早い年を先に書いてください。",
    ),
    "facet.journal": ("Journal", "雑誌"),
    "facet.year": ("Year", "年"),
    "facet.language": ("Language", "言語"),
    "facet.source": ("Source", "データソース"),
    "facet.type": ("Type", "種別"),
    # --- search -------------------------------------------------------------------------------------------------------
    "search.short": ("Find records, best first.", "レコードを検索します。"),
    "search.help": (
        (
            "Find the records that hold all the words of QUERY, best first; where there are few, those that hold most of"
            " them follow. Words in quotation marks stand side by side. Without QUERY, every record, newest first."
        ),
        (
            "QUERY の語をすべて含むレコードを、よく合うものから表示します。少ないときは、語の多くを含むものが続きます。"
            "引用符で囲んだ語は並んでいるものを探します。QUERY がなければ、すべてのレコードを新しい順に表示します。"
        ),
    ),
    "search.example": (
        (
            "$ shoroku search cytokine --year 2015..2020 --journal 臨床リウマチ\n"
            "$ shoroku search 関節リウマチ サイトカイン --source JaLC --json"
        ),
        (
            "$ shoroku search cytokine --year 2015..2020 --journal 臨床リウマチ\n"
            "$ shoroku search 関節リウマチ サイトカイン --source JaLC --json"
        ),
    ),
    "option.limit": ("How many hits to show.", "表示する件数。"),
    "option.offset": ("How many hits to skip.", "読み飛ばす件数。"),
    "option.cursor": (
        "Go on after a page: the “cursor” of its JSON. Takes the place of --offset.",
        "前のページの続き。そのページの JSON にある cursor を指定します。--offset の代わりになります。",
    ),
    "option.sort": ("The order of hits.", "並べる順。"),
    "option.facet_size": ("How many values of each facet to count.", "ファセットごとに数える値の個数。"),
    "option.no_facets": ("Count no facets.", "ファセットを数えません。"),
    "search.total": ("{total:,} records ({took} ms)", "{total:,} 件（{took} ミリ秒）"),
    "search.one": ("{total:,} record ({took} ms)", "{total:,} 件（{took} ミリ秒）"),
    "search.only_relaxed": (
        "No record holds all the words, {total:,} hold most of them ({took} ms)",
        "すべての語を含むレコードはありません。語の多くを含むもの {total:,} 件（{took} ミリ秒）",
    ),
    "search.behind": (
        "An add was broken off: {count:,} changed records cannot be found yet. Run the same add again, or: shoroku reindex",
        "add が途中で止まったため、{count:,} 件の変更がまだ検索に反映されていません。同じ add をもう一度実行するか、shoroku reindex を実行してください。",
    ),
    "search.relaxed": ("these hold most of the words", "語の多くを含むもの"),
    "search.nothing": (
        "Nothing was found. Try fewer or other words, or leave a filter out; shoroku facets shows what there is.",
        (
            "見つかりませんでした。語を減らすか変える、絞り込みを外すなどをお試しください。"
            "何があるかは shoroku facets で分かります。"
        ),
    ),
    "search.more_creators": ("and {count} more", "ほか {count} 名"),
    "search.next": ("More: the same command with --offset {offset}", "続き: 同じコマンドに --offset {offset} を付ける"),
    "search.next_cursor": (
        "More: the same command with --cursor {cursor}",
        "続き: 同じコマンドに --cursor {cursor} を付ける",
    ),
    "search.cut": (
        "The query is very long; only the first part of it was asked.",
        "検索語が非常に長いため、先頭の部分だけで検索しました。",
    ),
    "sample.used": (
        "There is no library yet; this is the bundled sample. Make one of your own with: shoroku add FILE",
        "ライブラリがまだないため、付属の見本を使います。自分のライブラリを作るには: shoroku add ファイル",
    ),
    # --- show ---------------------------------------------------------------------------------------------------------
    "show.short": ("Show one record.", "レコードを 1 件表示します。"),
    "show.help": (
        "Show all that is known of one record. ID is its id, or its CRID, DOI, NAID or PMID in any spelling.",
        (
            "1 件のレコードについて分かっていることをすべて表示します。ID は、レコードの id のほか、CRID・DOI・NAID・PMID でも、"
            "どの書き方でもかまいません。"
        ),
    ),
    "show.example": (
        "$ shoroku show 1390287142242714752\n$ shoroku show https://doi.org/10.1000/xyz --json",
        "$ shoroku show 1390287142242714752\n$ shoroku show https://doi.org/10.1000/xyz --json",
    ),
    "show.citation": ("In", "掲載"),
    "show.journal": ("Journal", "雑誌"),
    "show.publisher": ("Publisher", "出版者"),
    "show.date": ("Date", "発行日"),
    "show.type": ("Type", "種別"),
    "show.language": ("Text language", "本文言語"),
    "show.subjects": ("Subjects", "主題"),
    "show.sources": ("Data sources", "データソース"),
    "show.link": ("Link", "リンク"),
    "show.licence": ("Abstract licence", "抄録ライセンス"),
    "show.licence.allow": ("allow: may be passed on", "allow: 再配布できます"),
    "show.licence.disallow": (
        "disallow: shown here, not passed on",
        "disallow: ここには表示しますが、外には渡しません",
    ),
    "show.licence.unknown": ("not stated", "記載なし"),
    "show.abstract": ("Abstract, {language}", "抄録、{language}"),
    "show.contributions": ("Where it was had", "取得元"),
    "language.": ("not stated", "記載なし"),
    "language.ja": ("Japanese (ja)", "日本語 (ja)"),
    "language.en": ("English (en)", "英語 (en)"),
    "language.de": ("German (de)", "ドイツ語 (de)"),
    "language.fr": ("French (fr)", "フランス語 (fr)"),
    "language.zh": ("Chinese (zh)", "中国語 (zh)"),
    "language.ko": ("Korean (ko)", "韓国語 (ko)"),
    # --- facets -------------------------------------------------------------------------------------------------------
    "facets.short": ("Count records by journal, year, …", "雑誌・年などごとの件数を数えます。"),
    "facets.help": (
        "Count the records that QUERY finds, by journal, year, language, data source and type. Without QUERY, all of them.",
        "QUERY で見つかるレコードの件数を、雑誌・年・言語・データソース・種別ごとに数えます。QUERY がなければ全件を数えます。",
    ),
    "facets.example": (
        "$ shoroku facets cytokine --facet journal --facet year --size 20",
        "$ shoroku facets サイトカイン --facet journal --facet year --size 20",
    ),
    "option.facet": (
        "What to count; all if not given. May be repeated.",
        "数えるもの。省略時はすべて。繰り返し指定できます。",
    ),
    "option.size": ("How many values of each.", "それぞれの値の個数。"),
    "facets.relaxed": (
        "No record holds all the words; {total:,} hold most of them:",
        "すべての語を含むレコードはありません。多くを含むものは {total:,} 件です:",
    ),
    "facets.total": ("{total:,} records", "{total:,} 件"),
    "facets.count": ("Records", "件数"),
    # --- stats --------------------------------------------------------------------------------------------------------
    "stats.short": ("Show a library's figures.", "ライブラリの数値を表示します。"),
    "stats.help": (
        "Show how much a library holds, from where, and how far its index has come.",
        "ライブラリの件数・内訳・索引の進み具合を表示します。",
    ),
    "stats.example": ("$ shoroku stats --library DIR", "$ shoroku stats --library DIR"),
    "stats.path": ("Library", "ライブラリ"),
    "stats.records": ("Records", "レコード"),
    "stats.contributions": ("Contributions", "提供されたもの"),
    "stats.merged": ("Merged from several", "統合されたレコード"),
    "stats.tombstones": ("Deleted", "削除済み"),
    "stats.last_change": ("Last change", "最後の変更番号"),
    "stats.index_change": ("Index reflects change", "索引が反映した変更番号"),
    "stats.index_generation": ("Index generation", "索引の世代"),
    "stats.store_bytes": ("Size of the store", "保管庫の大きさ"),
    "stats.index_bytes": ("Size of the index", "索引の大きさ"),
    # --- add ----------------------------------------------------------------------------------------------------------
    "add.short": ("Take records into the library.", "レコードをライブラリに登録します。"),
    "add.help": (
        (
            "Take the records of FILEs into the library and make them searchable; - is standard input. Files may be gzipped,"
            " their format is recognised. What cannot be taken is told and written to a rejects file. Safe to repeat: what"
            " is known already is left alone."
        ),
        (
            "FILE のレコードをライブラリに登録し、検索できるようにします。- は標準入力です。gzip のままでも読め、形式は自動で"
            "判別します。登録できなかったものは表示し、rejects ファイルに書き出します。繰り返し実行しても安全で、"
            "登録済みのものはそのままです。"
        ),
    ),
    "add.example": (
        "$ shoroku add cinii-record.json records.jsonl.gz\n$ zcat records.jsonl.gz | shoroku add - --format jsonl",
        "$ shoroku add cinii-record.json records.jsonl.gz\n$ zcat records.jsonl.gz | shoroku add - --format jsonl",
    ),
    "option.format": (
        "The files' format, where it is not to be recognised.",
        "ファイルの形式（自動で判別させないとき）。",
    ),
    "option.strict": (
        "Take nothing at all if one record cannot be taken.",
        "登録できないレコードが 1 件でもあれば、何も登録しません。",
    ),
    "option.rejects": (
        "Where to write what could not be taken. Else into the library's folder rejects.",
        "登録できなかったものの書き出し先。省略時はライブラリの rejects フォルダ。",
    ),
    "add.format": ("Known formats: {known}.", "対応する形式: {known}。"),
    "add.progress": ("Taking records", "登録中"),
    "add.repaired": ("control characters were taken out of: {fields}", "制御文字を取り除きました: {fields}"),
    "add.more": ("… and {count:,} more", "…ほか {count:,} 件"),
    "add.rejects_file": ("What could not be taken is in {path}", "登録できなかったものは {path} にあります"),
    "add.rejects_unwritten": (
        "The rejects file {path} could not be written ({reason}).",
        "rejects ファイル {path} を書けませんでした（{reason}）。",
    ),
    "add.nothing_taken": ("Nothing was taken (--strict).", "何も登録しませんでした（--strict）。"),
    "add.outcome": (
        "{new:,} new, {changed:,} changed, {unchanged:,} unchanged, {rejected:,} rejected",
        "新規 {new:,} 件、変更 {changed:,} 件、変更なし {unchanged:,} 件、登録できず {rejected:,} 件",
    ),
    # --- reindex ------------------------------------------------------------------------------------------------------
    "reindex.short": ("Make the index anew.", "索引を作り直します。"),
    "reindex.help": (
        "Make the index anew from the records. The old one serves until the new one is complete.",
        "レコードから索引を作り直します。新しい索引ができあがるまでは、古い索引で検索できます。",
    ),
    "reindex.example": ("$ shoroku reindex", "$ shoroku reindex"),
    "reindex.progress": ("Indexing", "索引を作成中"),
    "reindex.outcome": (
        "{records:,} records indexed in {seconds:.1f} s",
        "{records:,} 件の索引を {seconds:.1f} 秒で作りました",
    ),
    # --- check --------------------------------------------------------------------------------------------------------
    "check.short": ("See whether a library is sound.", "ライブラリに異常がないか調べます。"),
    "check.help": (
        "See whether the store is sound and the index matches it; say of every problem what mends it.",
        "保管庫が壊れていないか、索引がそれと一致しているかを調べ、問題があれば直し方を示します。",
    ),
    "check.example": ("$ shoroku check --library DIR", "$ shoroku check --library DIR"),
    "check.store": ("store", "保管庫"),
    "check.index": ("index", "索引"),
    "check.mend": ("This mends it: {command}", "直すには: {command}"),
    "check.restore": (
        "Restore the library from a backup, or add the records to a new one: shoroku add FILE --library DIR",
        "バックアップから戻すか、新しいライブラリに登録し直してください: shoroku add ファイル --library フォルダ",
    ),
    "check.fine": (
        "All is well: {records:,} records, and an index that matches.",
        "異常なし: {records:,} 件、索引も一致しています。",
    ),
    # --- eval ---------------------------------------------------------------------------------------------------------
    "eval.short": ("Measure the search over a collection.", "評価用コレクションで検索の質を測ります。"),
    "eval.help": (
        (
            "Load a retrieval collection (corpus.jsonl, queries.jsonl, qrels.tsv in DIR) into a throw-away library, run its"
            " queries through the search that everybody gets, and print measures. Needs: pip install 'shoroku[eval]'"
        ),
        (
            "評価用コレクション（DIR の corpus.jsonl、queries.jsonl、qrels.tsv）を一時的なライブラリに読み込み、通常と同じ検索に"
            "かけて評価値を表示します。必要なもの: pip install 'shoroku[eval]'"
        ),
    ),
    "eval.example": (
        "$ shoroku eval collections/nfcorpus --run nfcorpus.trec",
        "$ shoroku eval collections/nfcorpus --run nfcorpus.trec",
    ),
    "option.run": (
        "Write a TREC run to depth 100. With several collections, one file each: run.trec -> run.NAME.trec",
        "TREC 形式の検索結果を 100 位まで書き出します。複数のときはコレクションごと: run.trec -> run.名前.trec",
    ),
    "eval.collection": ("Collection", "コレクション"),
    "eval.documents": ("Documents", "文書"),
    "eval.queries": ("Queries", "質問"),
    "eval.seconds": ("Seconds", "秒"),
    # --- The edge -----------------------------------------------------------------------------------------------------
    "edge.error": ("Error: {text}", "エラー: {text}"),
    "edge.interrupted": (
        "Interrupted. What was committed is safe; run the same command again to go on.",
        "中断しました。確定した分は安全です。続けるには同じコマンドをもう一度実行してください。",
    ),
    "edge.fault": (
        (
            "Something unexpected happened ({kind}: {text}). Please report it with what this shows: SHOROKU_DEBUG=1 and the"
            " same command"
        ),
        "予期しないエラーです（{kind}: {text}）。SHOROKU_DEBUG=1 を付けて同じコマンドを実行し、その表示を添えてご報告ください",
    ),
}
