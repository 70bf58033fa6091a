"""Every text of the command line: id -> (English, Japanese)."""

MESSAGES: dict[str, tuple[str, str]] = {
    # --- Help pages ---------------------------------------------------------------------------------------------------
    "usage.options": ("[OPTIONS]", "[オプション]"),
    "usage.command": ("COMMAND [ARGS]...", "コマンド [引数]..."),
    "usage.example": ("Examples", "例"),
    "usage.environment": ("Environment", "環境変数"),
    "usage.environment.rows": (
        (
            "SHOROKU_LIBRARY\tthe library's folder, where --library is not given\n"
            "SHOROKU_LANG\tja or en: the language of messages, whatever the locale\n"
            "SHOROKU_CACHE\tthe folder for what can be made again\n"
            "SHOROKU_STATE\tthe folder for your past searches\n"
            "SHOROKU_HISTORY\tset to off to keep no past searches\n"
            "SHOROKU_PAGER\tthe pager for --pager, before PAGER\n"
            "SHOROKU_SETTINGS\tthe file with your contact address and the sources' keys\n"
            "SHOROKU_CONTACT\tyour e-mail address, told to the sources that are asked\n"
            "SHOROKU_DEBUG\tset to 1 to see where an unexpected error comes from\n"
            "NO_COLOR\tset to switch colours off; FORCE_COLOR to have them in a pipe, too"
        ),
        (
            "SHOROKU_LIBRARY\t--library がないときに使うライブラリのフォルダ\n"
            "SHOROKU_LANG\tja または en: 表示の言語（ロケールより優先）\n"
            "SHOROKU_CACHE\t作り直せるものを置くフォルダ\n"
            "SHOROKU_STATE\t検索の記録を置くフォルダ\n"
            "SHOROKU_HISTORY\toff にすると検索を記録しない\n"
            "SHOROKU_PAGER\t--pager で使うページャー（PAGER より優先）\n"
            "SHOROKU_SETTINGS\t連絡先と各提供元のキーを書いた設定ファイル\n"
            "SHOROKU_CONTACT\t問い合わせる提供元に伝える、あなたのメールアドレス\n"
            "SHOROKU_DEBUG\t1 にすると、予期しないエラーの発生箇所を表示\n"
            "NO_COLOR\t設定すると色を付けない（FORCE_COLOR ならパイプにも付ける）"
        ),
    ),
    "usage.exit_codes": ("Exit codes", "終了コード"),
    "usage.exit_codes.rows": (
        (
            "0\tall is well\n"
            "1\tthere were rejects or problems, no such record, or nothing with --fail-empty\n"
            "2\twrong use\n"
            "3\tthe library cannot be used as it is\n"
            "4\ta source could not be harvested; what was committed stays\n"
            "70\ta fault of shoroku itself\n"
            "130\tinterrupted (Ctrl-C)"
        ),
        (
            "0\t問題なし\n"
            "1\t登録できなかったもの・問題がある、レコードがない、--fail-empty で何もない\n"
            "2\t使い方の誤り\n"
            "3\tライブラリがそのままでは使えない\n"
            "4\t提供元から取り込めなかった（確定した分は残る）\n"
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
    "option.author": (
        "Only works of this person: the name in any order and spelling. May be repeated.",
        "この著者のものだけ（姓名の順や表記は問いません）。繰り返し指定できます。",
    ),
    "option.publisher": (
        "Only from this publisher: its name in any language. May be repeated.",
        "この出版者のものだけ（どの言語の名称でも）。繰り返し指定できます。",
    ),
    "option.subject": (
        "Only on this subject, as a record names it. May be repeated.",
        "この主題のものだけ（レコードにあるとおりの語）。繰り返し指定できます。",
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
    "facet.author": ("Author", "著者"),
    "facet.publisher": ("Publisher", "出版者"),
    "facet.subject": ("Subject", "主題"),
    "facet.year.step": ("(a bar: {step} years)", "（1 本が {step} 年分）"),
    "facet.unknown": (
        "There is no facet “{name}”. There are: {known}.",
        "「{name}」というファセットはありません。使えるもの: {known}。",
    ),
    "facet.size_unreadable": (
        "“{value}” is not understood. Write a number from 1 to 10000 behind the colon, as in {name}:50.",
        "「{value}」は読み取れません。{name}:50 のように、コロンの後に 1〜10000 の数を書いてください。",
    ),
    # --- export -------------------------------------------------------------------------------------------------------
    "export.short": ("Write all that match to a file.", "一致するものをすべて書き出します。"),
    "export.help": (
        (
            "Write all records that match QUERY in a format that other programs read: the records that hold all the words,"
            " best first; without QUERY, every record. docs/export.md tells which field goes where."
        ),
        (
            "QUERY に一致するレコードを、他のソフトが読める形式ですべて書き出します。"
            "語をすべて含むレコードを、よく合うものから並べます。QUERY がなければ、すべてのレコードです。"
            "どの項目がどこに入るかは docs/export.md にあります。"
        ),
    ),
    "export.example": (
        (
            "$ shoroku export 関節リウマチ --year 2015.. --format ris --output ra.ris\n"
            "$ shoroku export --format jsonl --output everything.jsonl\n"
            "$ shoroku export cytokine --format csv --excel -o cytokine.csv"
        ),
        (
            "$ shoroku export 関節リウマチ --year 2015.. --format ris --output ra.ris\n"
            "$ shoroku export --format jsonl --output everything.jsonl\n"
            "$ shoroku export cytokine --format csv --excel -o cytokine.csv"
        ),
    ),
    "option.written": ("What to write.", "書き出す形式。"),
    "option.shown": (
        "What to print: a page for people (table), the page as JSON (json), or its records.",
        "出力の形式。table は読むためのページ、json はそのページの JSON、ほかはページのレコード。",
    ),
    "option.output": (
        "Write to this file; it appears when all is written. Else to standard output.",
        "このファイルに書き出します（すべて書き終えてから現れます）。省略時は標準出力。",
    ),
    "option.force": ("Replace a file that is there.", "すでにあるファイルを置き換えます。"),
    "option.export_sort": (
        "The order of records. Else relevance with QUERY, stored (as they came in) without.",
        "並べる順。省略時は、QUERY があれば relevance（よく合う順）、なければ stored（登録された順）。",
    ),
    "option.relaxed": (
        "Also write the records that hold some of the words, after the others.",
        "語の一部を含むだけのレコードも、後に続けて書き出します。",
    ),
    "option.excel": (
        "Begin a table with the mark by which Excel knows UTF-8 (csv, tsv).",
        "Excel が UTF-8 と分かる印（BOM）を表の先頭に付けます（csv、tsv）。",
    ),
    "option.with_disallowed_abstracts": (
        (
            "Also write abstracts whose licence is “disallow”. Whoever supplied them does not let them be passed on: only"
            " for your own use, or with their leave."
        ),
        "抄録ライセンスが disallow の抄録も書き出します。提供者が再配布を認めていないものなので、ご自身で使う場合か、許可を得た場合に限ってください。",
    ),
    "option.export_json": (
        "Print what was written as JSON; needs --output.",
        "書き出した結果を JSON で出力します。--output が必要です。",
    ),
    "export.progress": ("Writing", "書き出し中"),
    "export.done": ("{count:,} records written to {file}", "{count:,} 件を {file} に書き出しました"),
    "export.withheld": (
        (
            "The abstracts of {count:,} records were left out: their licence is “disallow”, and they may not be passed on."
            " Where you may have them, add --with-disallowed-abstracts."
        ),
        (
            "{count:,} 件の抄録は書き出しませんでした。抄録ライセンスが disallow で、再配布が認められていません。"
            "使ってよい場合は --with-disallowed-abstracts を付けてください。"
        ),
    ),
    "export.withheld_one": (
        (
            "The abstract of {count:,} record was left out: its licence is “disallow”, and it may not be passed on."
            " Where you may have it, add --with-disallowed-abstracts."
        ),
        (
            "{count:,} 件の抄録は書き出しませんでした。抄録ライセンスが disallow で、再配布が認められていません。"
            "使ってよい場合は --with-disallowed-abstracts を付けてください。"
        ),
    ),
    "export.excel_only": (
        "--excel is for tables. Use it with --format {formats}.",
        "--excel は表の形式のためのものです。--format {formats} のどれかと使ってください。",
    ),
    "export.json_needs_output": (
        (
            "--json tells what was written, and standard output holds the records. Name a file with --output; for records as"
            " JSON, use --format jsonl."
        ),
        "--json は書き出した結果を出力しますが、標準出力にはレコードが出ます。--output でファイルを指定してください。レコードを JSON で得るには --format jsonl を使います。",
    ),
    "search.two_formats": (
        "--json is --format json, and --format {format} was asked for too. Leave one out.",
        "--json は --format json と同じですが、--format {format} も指定されています。どちらかを外してください。",
    ),
    # --- search -------------------------------------------------------------------------------------------------------
    "search.short": ("Find records, best first.", "レコードを検索します。"),
    "search.help": (
        (
            "Find the records that hold all the words of QUERY, best first; where there are few, those that hold some of"
            " them follow. Words in quotation marks stand side by side. Without QUERY, every record, newest first."
        ),
        (
            "QUERY の語をすべて含むレコードを、よく合うものから表示します。少ないときは、語の一部を含むものが続きます。"
            "引用符で囲んだ語は並んでいるものを探します。QUERY がなければ、すべてのレコードを新しい順に表示します。"
        ),
    ),
    "search.example": (
        '$ shoroku search cytokine --year 2015..2020 --journal 臨床リウマチ\n$ shoroku search 関節リウマチ サイトカイン --source JaLC --json\n$ shoroku search "IL-6阻害薬" --page 2 --pager',
        '$ shoroku search cytokine --year 2015..2020 --journal 臨床リウマチ\n$ shoroku search 関節リウマチ サイトカイン --source JaLC --json\n$ shoroku search "IL-6阻害薬" --page 2 --pager',
    ),
    "option.limit": ("How many hits to show.", "表示する件数。"),
    "option.offset": ("How many hits to skip.", "読み飛ばす件数。"),
    "option.cursor": (
        "Go on after a page: the “cursor” of its JSON. Takes the place of --offset.",
        "前のページの続き。そのページの JSON にある cursor を指定します。--offset の代わりになります。",
    ),
    "option.sort": ("The order of hits.", "並べる順。"),
    "option.exact": (
        "Search for the words as they are: no other spellings, synonyms or translations.",
        "入力した語のまま検索します（別表記・類義語・訳語を使いません）。",
    ),
    "option.lang": (
        "Search in texts of this language alone; words of the other language are translated.",
        "この言語のテキストだけを検索します。もう一方の言語の語は訳して探します。",
    ),
    "option.strict_query": (
        "Refuse a query that cannot be read as it is written.",
        "書かれたとおりに読めない検索式を受け付けません。",
    ),
    "option.explain": ("Say why each record was found.", "各レコードが見つかった理由を表示します。"),
    "search.also": ("Also searched: {words}", "次の語でも検索しました: {words}"),
    "search.also_more": ("and {count} more", "ほか {count} 語"),
    "explain.why": ("Why:", "理由:"),
    "explain.reason": (
        "{word}: {found}{kind} in {places}, {share:.0%}",
        "{word}: {found}{kind}が{places}に（{share:.0%}）",
    ),
    "explain.missing": ("not found: {words}", "含まれない語: {words}"),
    "explain.translated": (
        "answers the query in the other language",
        "もう一方の言語に訳した検索に対する結果です",
    ),
    "explain.steps": ("ranking: {steps}", "順位の計算: {steps}"),
    "explain.kind.spelling": (" (spelling)", "〔別表記〕"),
    "explain.kind.synonym": (" (synonym)", "〔類義語〕"),
    "explain.kind.translation": (" (translation)", "〔訳語〕"),
    "explain.kind.part": (" (part of it)", "〔その一部〕"),
    "explain.place.title": ("title", "題名"),
    "explain.place.text": ("text", "本文"),
    "explain.place.subject": ("subjects", "主題"),
    "explain.place.name": ("names", "人名"),
    "explain.place.identifier": ("identifiers", "識別子"),
    "explain.place.journal": ("journal, publisher or affiliation", "雑誌名・出版者・所属"),
    "explain.step.index": ("words {share:+.0%}", "語 {share:+.0%}"),
    "explain.step.bigrams": ("character pairs {share:+.0%}", "文字の並び {share:+.0%}"),
    "explain.step.passages": ("close together {share:+.0%}", "近さ {share:+.0%}"),
    "explain.step.coverage": ("words held {share:+.0%}", "語の網羅 {share:+.0%}"),
    "explain.step.feedback": ("like the best records {share:+.0%}", "上位との類似 {share:+.0%}"),
    "option.search_facet": (
        "What to count, in place of journal, year, language and source; author:50 for 50 values. May be repeated.",
        "数えるもの（省略時は雑誌・年・言語・データソース）。author:50 のように個数も書けます。繰り返し指定できます。",
    ),
    "option.facet_size": ("How many values of each facet to count.", "ファセットごとに数える値の個数。"),
    "option.no_facets": ("Count no facets.", "ファセットを数えません。"),
    "search.total": ("{total:,} records ({took} ms)", "{total:,} 件（{took} ミリ秒）"),
    "search.one": ("{total:,} record ({took} ms)", "{total:,} 件（{took} ミリ秒）"),
    "search.only_relaxed": (
        "No record holds all the words, {total:,} hold some of them ({took} ms)",
        "すべての語を含むレコードはありません。語の一部を含むもの {total:,} 件（{took} ミリ秒）",
    ),
    "search.behind": (
        "An add was broken off: {count:,} changed records cannot be found yet. Run the same add again, or: shoroku reindex",
        "add が途中で止まったため、{count:,} 件の変更がまだ検索に反映されていません。同じ add をもう一度実行するか、shoroku reindex を実行してください。",
    ),
    "search.relaxed": ("these hold some of the words", "語の一部を含むもの"),
    "search.one_list": (
        "{total:,} records, {whole:,} of them with all the words ({took} ms)",
        "{total:,} 件、うちすべての語を含むもの {whole:,} 件（{took} ミリ秒）",
    ),
    "search.past_the_end": ("The list ends before this page.", "このページより前で終わっています。"),
    "search.nothing": (
        "Nothing was found. Try fewer or other words, or leave a filter out; shoroku facets shows what there is.",
        (
            "見つかりませんでした。語を減らすか変える、絞り込みを外すなどをお試しください。"
            "何があるかは shoroku facets で分かります。"
        ),
    ),
    "search.did_you_mean": ("Did you mean: {query}", "もしかして: {query}"),
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
    # --- suggest ------------------------------------------------------------------------------------------------------
    "suggest.short": (
        "Complete words from titles, subjects, journals and names.",
        "題名・主題・雑誌名・著者名の候補を出します。",
    ),
    "suggest.help": (
        (
            "List what the library holds that begins with PREFIX, what most records have first: words of titles, subjects,"
            " journals, people. Kana and Latin letters find the Japanese words that sound so."
        ),
        (
            "PREFIX で始まる題名の語・主題・雑誌名・著者名を、持つレコードの多い順に表示します。"
            "かなやローマ字で入力すると、そう読む漢字の語も見つかります。"
        ),
    ),
    "suggest.example": (
        "$ shoroku suggest inter\n$ shoroku suggest めんえき --in title",
        "$ shoroku suggest inter\n$ shoroku suggest めんえき --in title",
    ),
    "suggest.nothing": (
        "Nothing in this library begins with “{prefix}”.",
        "「{prefix}」で始まるものは、このライブラリにはありません。",
    ),
    "suggest.title": ("title", "題名"),
    "suggest.subject": ("subject", "主題"),
    "suggest.journal": ("journal", "雑誌"),
    "suggest.author": ("author", "著者"),
    "option.most": ("How many to show.", "表示する件数。"),
    "option.within": (
        "Only these: title, subject, journal or author. May be repeated.",
        "title（題名）、subject（主題）、journal（雑誌）、author（著者）のどれかに限ります。繰り返し指定できます。",
    ),
    # --- similar ------------------------------------------------------------------------------------------------------
    "similar.short": ("Find records that are about the same.", "内容の近いレコードを探します。"),
    "similar.help": (
        (
            "Find the records whose content is most like that of one record, in Japanese and in English. ID is its id, or its"
            " CRID, DOI, NAID or PMID in any spelling. The score is 0 to 1; the words are those that make most of it."
        ),
        (
            "1 件のレコードと内容の近いレコードを、日本語・英語の両方から探します。ID は、レコードの id のほか、CRID・DOI・NAID・PMID でも、"
            "どの書き方でもかまいません。スコアは 0 から 1 で、それを高めた語を並べて示します。"
        ),
    ),
    "similar.example": (
        "$ shoroku similar 1390287142242714752\n$ shoroku similar 1390287142242714752 --language ja",
        "$ shoroku similar 1390287142242714752\n$ shoroku similar 1390287142242714752 --language ja",
    ),
    "similar.nothing": (
        "No other record of this library is about the same.",
        "このライブラリには、内容の近いレコードはほかにありません。",
    ),
    "similar.because": ("{score:.2f}  shares: {words}", "{score:.2f}  共通する語: {words}"),
    "similar.across": ("{score:.2f}  shares, translated: {words}", "{score:.2f}  共通する語（翻訳）: {words}"),
    # --- show ---------------------------------------------------------------------------------------------------------
    "show.short": ("Show one record.", "レコードを 1 件表示します。"),
    "show.help": (
        (
            "Show all that is known of one record. ID is its id, or its CRID, DOI, NAID or PMID in any spelling; N the number"
            " of a hit of the last search."
        ),
        (
            "1 件のレコードについて分かっていることをすべて表示します。ID は、レコードの id のほか、CRID・DOI・NAID・PMID でも、"
            "どの書き方でもかまいません。N は直前の検索での番号です。"
        ),
    ),
    "show.example": (
        "$ shoroku show 1390287142242714752\n$ shoroku show https://cir.nii.ac.jp/crid/1390287142242714752 --json\n$ shoroku show 1",
        "$ shoroku show 1390287142242714752\n$ shoroku show https://cir.nii.ac.jp/crid/1390287142242714752 --json\n$ shoroku show 1",
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
        (
            "Count the records that QUERY finds, by journal, year, language, data source, type, author, publisher and"
            " subject. Without QUERY, all of them. A journal is one under all its names. What one facet is narrowed to does"
            " not change its own counts."
        ),
        (
            "QUERY で見つかるレコードの件数を、雑誌・年・言語・データソース・種別・著者・出版者・主題ごとに数えます。QUERY がなければ"
            "全件を数えます。誌名が複数ある雑誌は 1 つにまとめます。あるファセットの絞り込みは、そのファセット自身の件数を変えません。"
        ),
    ),
    "facets.example": (
        "$ shoroku facets サイトカイン --facet journal --facet year --size 20\n$ shoroku facets --year 2015.. --json",
        "$ shoroku facets サイトカイン --facet journal --facet year --size 20\n$ shoroku facets --year 2015.. --json",
    ),
    "option.facet": (
        "What to count; all if not given. author:50 for 50 values. May be repeated.",
        "数えるもの。省略時はすべて。author:50 のように個数も書けます。繰り返し指定できます。",
    ),
    "option.size": ("How many values of each.", "それぞれの値の個数。"),
    "facets.relaxed": (
        "No record holds all the words; {total:,} hold some of them:",
        "すべての語を含むレコードはありません。多くを含むものは {total:,} 件です:",
    ),
    "facets.total": ("{total:,} records", "{total:,} 件"),
    "facets.count": ("Records", "件数"),
    # --- journals and authors -----------------------------------------------------------------------------------------
    "journals.short": ("List journals, with counts.", "雑誌の一覧と件数を示します。"),
    "journals.help": (
        (
            "List the journals of the library and how many records each has; with WORDS only those with a name that begins"
            " with or holds them, or with that ISSN. A journal is one entry under all its names: those that stand on two"
            " records or more together, or with the same ISSN."
        ),
        (
            "ライブラリにある雑誌と、それぞれの件数を示します。WORDS があれば、その語で始まる・その語を含む誌名の雑誌、またはその "
            "ISSN の雑誌だけを示します。2 件以上のレコードに並んで記されている誌名や、ISSN が同じ誌名は、1 つの雑誌とします。"
        ),
    ),
    "journals.example": (
        "$ shoroku journals 臨床\n$ shoroku journals rheumatology --year 2015..2020 --sort name",
        "$ shoroku journals 臨床\n$ shoroku journals rheumatology --year 2015..2020 --sort name",
    ),
    "authors.short": ("List authors, with counts.", "著者の一覧と件数を示します。"),
    "authors.help": (
        (
            "List the people of the library and how many records each has; with WORDS only those who are called so, by"
            " surname or whole name, in any order and spelling. A Japanese and a Latin name that a record gives one person"
            " are one entry. Different people of the same name are not told apart."
        ),
        (
            "ライブラリにある著者と、それぞれの件数を示します。WORDS があれば、その姓または姓名の著者だけを示します（順や表記は"
            "問いません）。レコードで対になっている和文の氏名と欧文の氏名は、1 人とします。同姓同名の別人は区別しません。"
        ),
    ),
    "authors.example": (
        "$ shoroku authors 藤本\n$ shoroku authors Fujimoto --journal 臨床リウマチ -n 10",
        "$ shoroku authors 藤本\n$ shoroku authors Fujimoto --journal 臨床リウマチ -n 10",
    ),
    "option.entries": ("How many to show.", "表示する個数。"),
    "option.list_sort": ("By count, or by name.", "並べる順: 件数（count）または名前（name）。"),
    "list.nothing": (
        "There is none. Try fewer words or another spelling, or leave a filter out.",
        "ありません。語を減らすか表記を変える、絞り込みを外すなどをお試しください。",
    ),
    "list.more": ("{shown:,} of {total:,}; -n shows more", "{total:,} 件のうち {shown:,} 件（-n で増やせます）"),
    # --- lexicon ------------------------------------------------------------------------------------------------------
    "lexicon.short": ("Show what a word is in the other language.", "語のもう一方の言語での訳を表示します。"),
    "lexicon.help": (
        (
            "Show what each WORD is taken to mean in the other language (Japanese or English) by a search: how sure that is,"
            " from 0 to 1, and who says so, the library's own titles and subjects in both languages, or the dictionary."
        ),
        (
            "検索のときに、WORD がもう一方の言語（日本語または英語）で何を指すと見なされるかを表示します。確かさ（0〜1）と、"
            "その根拠（ライブラリにある両言語の題名・主題、または辞書）を示します。"
        ),
    ),
    "lexicon.example": (
        "$ shoroku lexicon 関節リウマチ\n$ shoroku lexicon cytokine --json",
        "$ shoroku lexicon 関節リウマチ\n$ shoroku lexicon cytokine --json",
    ),
    "lexicon.word": ("Word", "語"),
    "lexicon.translation": ("In the other language", "もう一方の言語"),
    "lexicon.weight": ("Sure", "確かさ"),
    "lexicon.origin": ("From", "根拠"),
    "lexicon.records": ("Records", "件数"),
    "lexicon.origin.library": ("this library", "このライブラリ"),
    "lexicon.origin.dictionary": ("the dictionary", "辞書"),
    "lexicon.origin.both": ("both", "両方"),
    "lexicon.none": (
        "Nothing is known of what {words} is in the other language.",
        "{words} のもう一方の言語での訳は分かりません。",
    ),
    # --- stats --------------------------------------------------------------------------------------------------------
    "stats.short": ("Show a library's figures.", "ライブラリの数値を表示します。"),
    "stats.help": (
        "Show how much a library holds, from where, and how far its index has come.",
        "ライブラリの件数・内訳・索引の進み具合を表示します。",
    ),
    "stats.example": (
        "$ shoroku stats\n$ shoroku stats --json",
        "$ shoroku stats\n$ shoroku stats --json",
    ),
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
            " their format is recognised by what they hold: JSON of CiNii Research, JaLC, Crossref and OpenAlex, XML of"
            " J-STAGE, PubMed, JATS, OAI-PMH, JPCOAR, junii2 and Dublin Core, RIS, BibTeX, nbib, CSV, JSON Lines. What cannot be taken is told and written to a rejects file. Safe to repeat: what"
            " is known already is left alone."
        ),
        (
            "FILE のレコードをライブラリに登録し、検索できるようにします。- は標準入力です。gzip のままでも読め、形式は内容から"
            "判別します（CiNii Research・JaLC・Crossref・OpenAlex の JSON、J-STAGE・PubMed・JATS・OAI-PMH・JPCOAR・junii2・Dublin "
            "Core の XML、RIS、BibTeX、nbib、CSV、JSON Lines）。登録できなかったものは表示し、rejects ファイルに書き出します。繰り返し実行しても安全で、"
            "登録済みのものはそのままです。"
        ),
    ),
    "add.example": (
        (
            "$ shoroku add export.ris refs.bib pubmed.nbib jalc/*.json\n"
            "$ zcat records.jsonl.gz | shoroku add - --format jsonl"
        ),
        (
            "$ shoroku add export.ris refs.bib pubmed.nbib jalc/*.json\n"
            "$ zcat records.jsonl.gz | shoroku add - --format jsonl"
        ),
    ),
    "option.format": (
        (
            "The files' format, where it is not to be recognised: cinii-json, cinii-rss, cinii-search, crossref, jalc,"
            " openalex, jstage, pubmed, jats, oai, jpcoar, junii2, oai_dc, ris, bibtex, nbib, csv, jsonl."
        ),
        (
            "ファイルの形式（自動で判別させないとき）: cinii-json、cinii-rss、cinii-search、crossref、jalc、openalex、jstage、"
            "pubmed、jats、oai、jpcoar、junii2、oai_dc、ris、bibtex、nbib、csv、jsonl。"
        ),
    ),
    "option.strict": (
        "Take nothing at all if one record cannot be taken.",
        "登録できないレコードが 1 件でもあれば、何も登録しません。",
    ),
    "option.max_expansion": (
        "Read gzip files that unpack to up to N times their size. 50 if not given; the first 64 MB are always read.",
        "gzip ファイルを、元のサイズの N 倍まで展開して読みます。省略時は 50 倍（64 MB までは常に読みます）。",
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
    "add.withdrawn": (
        "Not taken, as they come from withdrawn data sources alone: {count:,}",
        "取り下げたデータソースだけのレコード {count:,} 件は登録しませんでした。",
    ),
    "add.outcome": (
        "{new:,} new, {changed:,} changed, {unchanged:,} unchanged, {rejected:,} rejected",
        "新規 {new:,} 件、変更 {changed:,} 件、変更なし {unchanged:,} 件、登録できず {rejected:,} 件",
    ),
    # --- harvest ------------------------------------------------------------------------------------------------------
    "harvest.short": ("Take records from a source.", "提供元からレコードを取り込みます。"),
    "harvest.help": (
        (
            "Ask a source on the network for records, politely, and take them into the library page by page. Whatever ends"
            " it, the same command goes on where it was; Ctrl-C ends it after the page in hand. shoroku sources tells what"
            " each source asks of you, shoroku harvest SOURCE --help what it can be asked."
        ),
        (
            "ネットワーク上の提供元に、負担をかけない速さで問い合わせ、1 ページごとにライブラリに登録します。どこで終わっても、"
            "同じコマンドで続きから再開します。Ctrl-C を押すと、受け取り中のページを登録してから終わります。"
            "提供元ごとの条件は shoroku sources、指定できることは shoroku harvest 提供元 --help で分かります。"
        ),
    ),
    "harvest.example": (
        (
            "$ shoroku harvest cinii --query IL-6 --from 2015 --until 2020\n"
            "$ shoroku harvest oai https://irdb.nii.ac.jp/oai --prefix jpcoar_2.0"
        ),
        (
            "$ shoroku harvest cinii --query IL-6 --from 2015 --until 2020\n"
            "$ shoroku harvest oai https://irdb.nii.ac.jp/oai --prefix jpcoar_2.0"
        ),
    ),
    "harvest.cinii.example": (
        (
            "$ shoroku harvest cinii --query IL-6 --from 2015 --until 2020\n"
            "$ shoroku harvest cinii --issn 0914-8760 --dry-run"
        ),
        (
            "$ shoroku harvest cinii --query IL-6 --from 2015 --until 2020\n"
            "$ shoroku harvest cinii --issn 0914-8760 --dry-run"
        ),
    ),
    "harvest.crossref.example": (
        "$ shoroku harvest crossref --issn 0914-8760\n$ shoroku harvest crossref --issn 0914-8760 --dry-run",
        "$ shoroku harvest crossref --issn 0914-8760\n$ shoroku harvest crossref --issn 0914-8760 --dry-run",
    ),
    "harvest.jalc.example": (
        "$ shoroku harvest jalc --prefix 10.11501 --from 2024-01\n$ shoroku harvest jalc --prefix 10.11501 --dry-run",
        "$ shoroku harvest jalc --prefix 10.11501 --from 2024-01\n$ shoroku harvest jalc --prefix 10.11501 --dry-run",
    ),
    "harvest.jstage.example": (
        "$ shoroku harvest jstage --issn 0914-8760 --from 2015\n$ shoroku harvest jstage --issn 0914-8760 --dry-run",
        "$ shoroku harvest jstage --issn 0914-8760 --from 2015\n$ shoroku harvest jstage --issn 0914-8760 --dry-run",
    ),
    "harvest.oai.example": (
        (
            "$ shoroku harvest oai https://irdb.nii.ac.jp/oai --prefix jpcoar_2.0\n"
            "$ shoroku harvest oai https://example.ac.jp/oai --set 10 --from 2024-01-01"
        ),
        (
            "$ shoroku harvest oai https://irdb.nii.ac.jp/oai --prefix jpcoar_2.0\n"
            "$ shoroku harvest oai https://example.ac.jp/oai --set 10 --from 2024-01-01"
        ),
    ),
    "harvest.openalex.example": (
        "$ shoroku harvest openalex --issn 0914-8760 --from 2015\n$ shoroku harvest openalex --issn 0914-8760 --dry-run",
        "$ shoroku harvest openalex --issn 0914-8760 --from 2015\n$ shoroku harvest openalex --issn 0914-8760 --dry-run",
    ),
    "harvest.pubmed.example": (
        "$ shoroku harvest pubmed --query 'interleukin-6[tiab] AND jpn[la]'\n$ shoroku harvest pubmed --query asthma --dry-run",
        "$ shoroku harvest pubmed --query 'interleukin-6[tiab] AND jpn[la]'\n$ shoroku harvest pubmed --query asthma --dry-run",
    ),
    "harvest.any.example": (
        "$ shoroku harvest {source} --{option} TEXT\n$ shoroku harvest {source} --{option} TEXT --dry-run",
        "$ shoroku harvest {source} --{option} TEXT\n$ shoroku harvest {source} --{option} TEXT --dry-run",
    ),
    "harvest.usage": ("SOURCE [OPTIONS]", "提供元 [オプション]"),
    "harvest.key": (
        "Key: ${variable}, or keys.{setting} in {file}.",
        "キー: 環境変数 {variable}、または {file} の keys.{setting}。",
    ),
    "option.look": (
        "Tell how many records there are and show the first; keep nothing.",
        "件数と最初の数件を示すだけで、何も登録しません。",
    ),
    "harvest.warning": ("Warning: {text}", "注意: {text}"),
    "harvest.outcome": (
        "{new:,} new, {changed:,} changed, {unchanged:,} unchanged, {deleted:,} deleted, {rejected:,} rejected",
        "新規 {new:,} 件、変更 {changed:,} 件、変更なし {unchanged:,} 件、削除 {deleted:,} 件、登録できず {rejected:,} 件",
    ),
    "harvest.rate": ("{records:,} records, {rate:,.1f}/s", "{records:,} 件、毎秒 {rate:,.1f} 件"),
    "harvest.rate_of": (
        "{records:,} of {total:,} records, {rate:,.1f}/s",
        "{records:,}／{total:,} 件、毎秒 {rate:,.1f} 件",
    ),
    "harvest.left": (
        "{hours}:{minutes:02}:{seconds:02} left",
        "残り {hours}:{minutes:02}:{seconds:02}",
    ),
    "harvest.stopping": (
        "Stopping after the page in hand. Ctrl-C again stops at once.",
        "受け取り中のページを登録したら終わります。もう一度 Ctrl-C を押すと、すぐに終わります。",
    ),
    "harvest.stopped": (
        "Stopped after a whole page. What was committed is safe; run the same command again to go on from there.",
        "ページの区切りで終わりました。確定した分は安全です。続けるには同じコマンドをもう一度実行してください。",
    ),
    "harvest.stays": (
        "What was committed stays; the same command goes on from there.",
        "確定した分は残っています。同じコマンドで続きから再開します。",
    ),
    "harvest.look.total": ("{total:,} records, of which the first are:", "{total:,} 件。最初のもの:"),
    "harvest.look.unknown": (
        "The source does not say how many records there are; the first are:",
        "件数は提供元から示されていません。最初のもの:",
    ),
    "harvest.look.kept": ("Nothing was kept (--dry-run).", "何も登録していません（--dry-run）。"),
    # --- update -------------------------------------------------------------------------------------------------------
    "update.short": ("Make every harvest again.", "これまでの取り込みを更新します。"),
    "update.help": (
        (
            "Make every harvest that was ever made into this library again, asking only for what has changed since. One that"
            " fails does not keep the others from being made. Made for cron: one line each, and on stderr only errors where"
            " nobody watches."
        ),
        (
            "このライブラリへのこれまでの取り込みをすべて、その後に変わった分だけ、もう一度行います。1 つが失敗しても、残りは"
            "行います。cron から使えます: 出力は 1 件 1 行で、端末でなければ標準エラー出力にはエラーしか出しません。"
        ),
    ),
    "update.example": (
        "$ shoroku update\n$ shoroku update --json\n$ crontab -l\n15 3 * * 1  shoroku update --library /srv/library",
        "$ shoroku update\n$ shoroku update --json\n$ crontab -l\n15 3 * * 1  shoroku update --library /srv/library",
    ),
    "update.nothing": (
        "No harvest was made into this library yet. Make one with: shoroku harvest SOURCE",
        "このライブラリへの取り込みはまだありません。行うには: shoroku harvest 提供元",
    ),
    "update.warnings": ("{text}, warnings: {count:,}", "{text}、注意 {count:,} 件"),
    # --- withdraw -----------------------------------------------------------------------------------------------------
    "withdraw.short": ("Take out all that a data source gave.", "データソースを取り下げます。"),
    "withdraw.help": (
        (
            "Take out all that a data source alone has given, for good: from the records, the index and every file of the"
            " library. What others gave as well stays without its name. It is not taken again, whoever delivers it. Tells"
            " what goes and asks first."
        ),
        (
            "あるデータソースだけが提供したものを、レコード・索引・ライブラリのすべてのファイルから完全に取り除きます。ほかからも"
            "提供されたものは、その名前を外して残します。以後は、どこから届いても登録しません。取り除くものを示し、確かめてから"
            "行います。"
        ),
    ),
    "withdraw.example": (
        '$ shoroku withdraw --source "Nikkei BP" --dry-run\n$ shoroku withdraw --source "Nikkei BP"',
        '$ shoroku withdraw --source "Nikkei BP" --dry-run\n$ shoroku withdraw --source "Nikkei BP"',
    ),
    "option.withdrawn": (
        "The data source's name, as shoroku facets --facet source shows it.",
        "データソースの名前（shoroku facets --facet source が示すもの）。",
    ),
    "option.plan": ("Only tell what would go.", "取り除くものを示すだけです。"),
    "option.yes": ("Do not ask.", "確かめずに行います。"),
    "withdraw.plan": (
        (
            "{source}: contributions that would go: {removed:,}; records that would go with them: {records_gone:,};"
            " contributions that would only lose the name: {renamed:,}; records that would stay with less:"
            " {records_changed:,}."
        ),
        (
            "{source}: 提供されたもの {removed:,} 件と、それだけでできたレコード {records_gone:,} 件がなくなります。"
            "ほかに {renamed:,} 件から名前を外し、レコード {records_changed:,} 件は内容を減らして残ります。"
        ),
    ),
    "withdraw.done": (
        (
            "{source} is withdrawn. Contributions that went: {removed:,}; records that went with them: {records_gone:,};"
            " contributions that only lost the name: {renamed:,}; records that stay with less: {records_changed:,}."
        ),
        (
            "{source} を取り下げました: 提供されたもの {removed:,} 件と、それだけでできたレコード {records_gone:,} 件がなくなりました。"
            "ほかに {renamed:,} 件から名前を外し、レコード {records_changed:,} 件は内容を減らして残りました。"
        ),
    ),
    "withdraw.ask": ("Withdraw it? It cannot be brought back.", "取り下げますか。元には戻せません。"),
    "withdraw.kept": ("Nothing was withdrawn.", "取り下げませんでした。"),
    "withdraw.nobody": (
        "Nothing was withdrawn: nobody can be asked here. Add --yes to withdraw without being asked.",
        "取り下げませんでした。ここでは確かめられないためです。確かめずに行うには --yes を付けてください。",
    ),
    "withdraw.empty": ("Name a data source.", "データソースの名前を指定してください。"),
    # --- sources ------------------------------------------------------------------------------------------------------
    "sources.short": ("Show what can be harvested, and what was.", "提供元と取り込みの状況を示します。"),
    "sources.help": (
        (
            "Show what can be harvested, with what each source gives and asks of its users, and what was harvested: when,"
            " how many, what failed, what is unfinished. Of keys it tells where they are read from and whether they are set."
        ),
        (
            "取り込める提供元（何が得られ、利用者に何を求めるか）と、これまでの取り込み（いつ、何件、失敗、未完了）を示します。"
            "キーは、読み込み元と、設定されているかどうかだけを示します。"
        ),
    ),
    "sources.example": ("$ shoroku sources\n$ shoroku sources --json", "$ shoroku sources\n$ shoroku sources --json"),
    "sources.possible": ("What can be harvested", "取り込める提供元"),
    "sources.made": ("What was harvested (figures of the last run)", "これまでの取り込み（件数は最後の回のもの）"),
    "sources.none": ("Nothing was harvested yet", "取り込みはまだありません"),
    "sources.withdrawn": ("Data sources that were withdrawn", "取り下げたデータソース"),
    "sources.purging": (
        "not finished: the next command that writes removes what files still hold",
        "未完了（ファイルに残る分は、次に書き込むコマンドが取り除きます）",
    ),
    "sources.key": ("Key: ${variable}, else {setting}", "キー: 環境変数 {variable}、なければ {setting}"),
    "sources.key.environment": ("set in the environment", "環境変数に設定あり"),
    "sources.key.settings": ("set in the settings file", "設定ファイルに設定あり"),
    "sources.key.missing": ("not set, and needed", "設定なし（必須）"),
    "sources.key.unset": ("not set, not needed", "設定なし（任意）"),
    "sources.held": ("Contributions in this library: {count:,}", "このライブラリにあるもの: {count:,} 件"),
    "sources.state.complete": ("complete {finished}, begun {started}", "完了 {finished}（開始 {started}）"),
    "sources.state.unfinished": (
        "unfinished, begun {started}; the same command goes on",
        "未完了（開始 {started}）、同じコマンドで再開",
    ),
    "sources.state.failed": (
        "failed, begun {started}; the same command goes on",
        "失敗（開始 {started}）、同じコマンドで再開",
    ),
    "sources.settings": ("Settings are read from {file}", "設定ファイル: {file}"),
    "sources.contact": ("Contact address told to sources: {contact}", "提供元に伝える連絡先: {contact}"),
    "sources.no_contact": (
        'No contact address is set: write contact = "you@example.org" into that file.',
        '連絡先が設定されていません。このファイルに contact = "you@example.org" のように書いてください。',
    ),
    # --- reindex ------------------------------------------------------------------------------------------------------
    "reindex.short": ("Make the index anew.", "索引を作り直します。"),
    "reindex.help": (
        "Make the index anew from the records. The old one serves until the new one is complete.",
        "レコードから索引を作り直します。新しい索引ができあがるまでは、古い索引で検索できます。",
    ),
    "reindex.example": (
        "$ shoroku reindex\n$ shoroku reindex --json",
        "$ shoroku reindex\n$ shoroku reindex --json",
    ),
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
    "check.example": (
        "$ shoroku check\n$ shoroku check --json",
        "$ shoroku check\n$ shoroku check --json",
    ),
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
        "$ shoroku eval collections/nfcorpus --run nfcorpus.trec\n$ shoroku eval collections/nfcorpus --json",
        "$ shoroku eval collections/nfcorpus --run nfcorpus.trec\n$ shoroku eval collections/nfcorpus --json",
    ),
    "option.run": (
        "Write a TREC run to depth 100. With several collections, one file each: run.trec -> run.NAME.trec",
        "TREC 形式の検索結果を 100 位まで書き出します。複数のときはコレクションごと: run.trec -> run.名前.trec",
    ),
    "option.without": (
        "Leave an ingredient of the ranking out, to see what it gives (feedback, translations, …).",
        "順位付けの要素（feedback、translations など）を外して測ります。",
    ),
    "option.ablation": (
        "Measure with everything, then without each ingredient of the ranking.",
        "すべての要素を使った場合と、一つずつ外した場合を測ります。",
    ),
    "eval.ablation_alone": (
        "--ablation leaves ingredients out by itself and writes no run: use it without --without and --run.",
        "--ablation は要素を順に外し、検索結果は書き出しません。--without や --run と一緒には使えません。",
    ),
    "eval.without": ("Without", "除いた要素"),
    "eval.collection": ("Collection", "コレクション"),
    "eval.documents": ("Documents", "文書"),
    "eval.queries": ("Queries", "質問"),
    "eval.seconds": ("Seconds", "秒"),
    # --- help ---------------------------------------------------------------------------------------------------------
    "help.short": ("Explain a command, queries or exit codes.", "コマンド、検索式、終了コードを説明します。"),
    "help.help": (
        "Explain a command, with examples. TOPIC query is the page on the query language, exit-codes tells what exit codes say. Without TOPIC, list all commands.",
        "コマンドの使い方を例とともに説明します。query は検索式の書き方、exit-codes は終了コードの意味です。指定がなければコマンドの一覧を表示します。",
    ),
    "help.example": (
        "$ shoroku help query\n$ shoroku help search\n$ shoroku help exit-codes",
        "$ shoroku help query\n$ shoroku help search\n$ shoroku help exit-codes",
    ),
    "help.unknown": (
        "There is no page on {topic}. There are pages on query, exit-codes, and on each of: {commands}",
        "{topic} の説明はありません。query、exit-codes のほか、次のコマンドの説明があります: {commands}",
    ),
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
