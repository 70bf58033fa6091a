"""Every field of a source that becomes part of a record, read from one of the source's own files, which stand beside the project.

``test_relations_samples.py`` reads what the fields say together: relations, awards, people and their keys.
"""

import io
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shoroku import Identifier, Record, Text
from shoroku.corpus.readers import recognized

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the project")

#: A source and a file of it: its fields, the place of each in the first record of the file ("*" is every item), and what stands
#: there.
FIELDS: dict[tuple[str, str], list[tuple[str, str, Any]]] = {
    ("CiNii search", "cinii/opensearch_json_item_extract.json"): [
        ("@id", "id", "1574231874641506304"),
        ("title", "titles", ["圧電材料学の基礎@ja"]),
        ("dc:creator", "creators.0.names", ["池田拓郎@ja"]),
        ("dc:publisher", "publishers", ["オーム社@ja"]),
        ("dc:type", "type", "article"),
        ("prism:publicationName", "journals", ["圧電材料の基礎@ja"]),
        ("prism:startingPage, endingPage", "pages", "221-246"),
        ("prism:publicationDate", "date", "2008"),
        ("dc:identifier", "identifiers", ["CRID 1574231874641506304", "NAID 10014997826"]),
    ],
    ("CiNii search, RSS", "cinii/opensearch_rss_item_extract.xml"): [
        ("dc:identifier@rdf:datatype", "identifiers", ["CRID 1523388080641239040", "NDL_BIB_ID 028027867"]),
        ("prism:volume", "volume", "84"),
        ("prism:number", "issue", "4"),
        ("prism:publicationDate", "date", "2017-04"),
    ],
    ("CiNii projects", "cinii/opensearch_v2_project_19KK0341_ja.json"): [
        ("@id", "id", "1040848250614322432"),
        ("title", "titles", ["マダガスカル農村部における食環境の評価と食生活指針@ja"]),
        ("dc:creator", "creators.0.names", ["白鳥 佐紀子@ja"]),
        ("dc:type", "type", "project"),
        (
            "dc:identifier",
            "identifiers",
            [
                "CRID 1040848250614322432",
                "KAKEN 19KK0341",
                "JGN JP19KK0341",
                "URI https://kaken.nii.ac.jp/grant/KAKENHI-PROJECT-19KK0341/",
            ],
        ),
        ("dc:subject", "subjects", ["栄養改善@ja", "食環境@ja", "マダガスカル@ja", "食生活指針@ja", "開発途上地域@ja"]),
        ("dc:source", "sources", ["KAKEN"]),
    ],
    ("CiNii record", "cinii/crid_1390282680241132288.json"): [
        ("@id", "id", "1390282680241132288"),
        ("@type", "type", "article"),
        (
            "dc:title",
            "titles",
            [
                "日本産Stenolechia属キバガの再検討@ja",
                "A Revision of the Genus Stenolechia MEYRICK from Japan (Lepidoptera, Gelechiidae)@en",
                "日本産Stenolechia属キバガの再検討〔英文〕@ja",
                "ニホンサンStenolechiaゾク キバガ ノ サイケントウ エイブン@ja-Kana",
            ],
        ),
        ("description notation languages", "abstracts.*.lang", ["en", "ja"]),
        ("creator foaf:name", "creators.0.names", ["金沢 至@ja", "KANAZAWA Itaru@en"]),
        (
            "creator jpcoar:affiliationName",
            "creators.0.affiliations",
            ["Entomological Laboratory, Faculty of Agriculture, Kyushu University@en"],
        ),
        ("creator personIdentifier", "creators.0.identifiers", ["NRID 1000004760041", "CRID 1410001205410563840"]),
        ("publicationIdentifier PISSN, EISSN", "issns", ["0024-0974", "1880-8077"]),
        (
            "prism:publicationName",
            "journals",
            [
                "蝶と蛾@ja",
                "Lepidoptera Science@en",
                "Cho to Ga@en",
                "Trans. lepid. Soc. Japan@en",
                "Tyo to Ga@en",
                "Transaction of the Lepidopterological Society of Japan@en",
            ],
        ),
        ("dc:publisher", "publishers", ["THE LEPIDOPTEROLOGICAL SOCIETY OF JAPAN@en", "日本鱗翅学会@ja"]),
        ("prism:volume", "volume", "35"),
        ("prism:number", "issue", "3"),
        ("prism:startingPage, endingPage", "pages", "93-120"),
        ("prism:publicationDate", "date", "1984"),
        ("dc:language", "language", "en"),
        (
            "productIdentifier",
            "identifiers",
            [
                "CRID 1390282680241132288",
                "DOI 10.18984/lepid.35.3_93",
                "NAID 110007707553",
                "NDL_BIB_ID 3022597",
                "URI http://id.ndl.go.jp/bib/3022597",
            ],
        ),
        ("dataSourceIdentifier", "sources", ["JaLC", "CiNii Articles", "NDL Search"]),
        ("url", "links", ["http://id.ndl.go.jp/bib/3022597"]),
    ],
    ("CiNii record", "cinii/crid_1050002213762702720.json"): [
        ("resourceType", "type", "article"),
    ],
    ("CiNii record", "cinii/weko_cinii_response_sample1.json"): [
        (
            "dcterms:alternative",
            "titles",
            ["テストタイトル@ja", "test title@en", "テストのタイトル@ja", "other title@en", "別タイトル@ja"],
        ),
        ("description without a type", "abstracts", ["this is test abstract.@en", "これはテストの抄録です。@ja"]),
        ("abstractLicenseFlag", "abstract_licence", "allow"),
        ("contributor foaf:name", "contributors.1.names", ["テスト 花子@ja", "TEST Hanako@en"]),
        ("foaf:topic dc:title", "subjects", ["システムデザイン@ja", "検索エンジン@ja"]),
    ],
    ("JaLC", "jalc/dois_1011230-jsts172_1.json"): [
        (
            "title_list",
            "titles",
            [
                "Diamond Synthesis with Completely Closed Chamber from Solid or Liquid Carbon Sources, In-Situ Analysis of Gaseous Species and the Possible Reaction Model@en"
            ],
        ),
        ("creator_list names", "creators.0.names", ["TAKAGI Yoshiki@en"]),
        ("affiliation_list", "creators.0.affiliations", ["Teikyo University of Science and Technology@en"]),
        ("journal_title_name_list", "journals", ["The Journal of Space Technology and Science@en"]),
        ("journal_id_list", "issns", ["0911-551X", "2186-4772"]),
        ("volume", "volume", "17"),
        ("issue", "issue", "2"),
        ("first_page, last_page", "pages", "2_1-2_7"),
        ("publisher_list", "publishers", ["Japanese Rocket Society@en", "特定非営利活動法人\u3000日本ロケット協会@ja"]),
        ("content_language", "language", "en"),
        ("doi", "identifiers", ["DOI 10.11230/jsts.17.2_1"]),
        ("keyword_list", "subjects", ["Microgravity@en", "Diamond synthesis@en"]),
        ("relation_list fullTextPdf", "links", ["https://www.jstage.jst.go.jp/article/jsts/17/2/17_2_1/_pdf"]),
        ("citation_list doi", "relations.1.identifiers", ["DOI 10.1016/0022-0248(83)90411-6"]),
        (
            "citation_list original_text",
            "relations.1.title",
            "2) M. Kamo, Y. Sato, S. Matsumoto, H. Setaka: Journal of Crystal Growth 62, 642 (1983).",
        ),
    ],
    ("JaLC", "jalc/10.34556_0002000787.json"): [
        ("publication_date", "date", "2025-06-09"),
        ("content_type", "type", "book"),
        ("relation_list", "relations.0.word", "hasVersion"),
        ("fund_list award_number", "funding.0.number", "05a1C5"),
        ("fund_list funder_name", "funding.0.funders", ["国立研究開発法人国際農林水産業研究センター@ja"]),
        ("fund_list funder_identifier_list", "funding.0.funder_identifiers", ["DOI 10.13039/501100009472"]),
    ],
    ("J-STAGE", "jstage/search_service3.xml"): [
        (
            "article_title",
            "titles",
            ["進化論の見地からみる統合失調症@ja", "Schizophrenia from viewpoint of the evolutionary psychiatry@en"],
        ),
        (
            "article_link",
            "links",
            [
                "https://www.jstage.jst.go.jp/article/jsbpjjpp/23/1/23_53/_article/-char/ja/",
                "https://www.jstage.jst.go.jp/article/jsbpjjpp/23/1/23_53/_article",
            ],
        ),
        ("author", "creators.0.names", ["加藤 敏@ja", "Satoshi Kato@en"]),
        ("material_title", "journals", ["日本生物学的精神医学会誌@ja", "Japanese Journal of Biological Psychiatry@en"]),
        ("prism:issn, eIssn", "issns", ["2186-6619", "2186-6465"]),
        ("prism:volume", "volume", "23"),
        ("prism:number", "issue", "1"),
        ("prism:startingPage, endingPage", "pages", "53-59"),
        ("pubyear", "date", "2012"),
        ("prism:doi", "identifiers", ["DOI 10.11249/jsbpjjpp.23.1_53"]),
    ],
    ("JPCOAR", "jpcoar/2.0_02_journal_article_embargoed.xml"): [
        ("dc:title", "titles.*.lang", ["ja", "en", "ja-Kana", "ja-Latn"]),
        (
            "dcterms:alternative",
            "titles",
            [
                "情報爆発時代の研究基盤構想@ja",
                "Research Project on Cyber Infrastructure for Information-explosion Era@en",
                "ジョウホウ バクハツ ジダイ ノ ケンキュウ キバン コウソウ@ja-Kana",
                "Joho bakuhatsu jidai no kenkyu kiban koso@ja-Latn",
            ],
        ),
        ("relation", "relations.*.word", ["isIdenticalTo"]),
        ("relatedIdentifier", "relations.0.identifiers", ["DOI 10.1371/journal.pone.0170224"]),
    ],
    ("JPCOAR", "jpcoar/2.1_07_dataset.xml"): [
        ("creatorName", "creators.0.names", ["寺田, 寅彦@ja", "Terada, Torahiko@en", "テラダ, トラヒコ@ja-Kana"]),
        ("nameIdentifier", "creators.0.identifiers", ["ORCID 0000-0001-0001-0001"]),
        ("affiliationName", "creators.0.affiliations", ["東京大学@ja", "The University of Tokyo@en"]),
        ("affiliation nameIdentifier", "creators.0.institutions.0.identifiers", ["ISNI 0000000121691048"]),
        ("contributor@contributorType", "contributors.*.role", ["ProjectLeader", "DataCollector", "ContactPerson"]),
        ("datacite:description", "abstracts.*.lang", ["en"]),
        ("dc:publisher", "publishers", ["東京大学@ja", "The University of Tokyo@en"]),
        ("datacite:date", "date", "2015-07-01"),
        ("dc:language", "language", "en"),
        ("dc:type", "type", "dataset"),
        (
            "jpcoar:subject",
            "subjects",
            ["自然科学一般@ja", "Natural Science@en", "Climatology@en", "Meteorology@en", "Atmosphere@en"],
        ),
        ("fundingReference awardNumber", "funding.0.number", "18049069"),
        (
            "fundingReference awardURI",
            "funding.0.identifiers",
            ["KAKEN 18049069", "URI https://kaken.nii.ac.jp/ja/grant/KAKENHI-PLANNED-18049069/"],
        ),
        ("fundingReference awardTitle", "funding.0.titles", ["情報爆発時代の情報検索基盤技術@ja"]),
        ("fundingReference funderName", "funding.0.funders", ["日本学術振興会@ja"]),
        ("fundingReference funderIdentifier", "funding.0.funder_identifiers", ["ERAD_FUNDER 1025"]),
        ("fundingReference fundingStream", "funding.0.word", "科学研究費助成事業"),
    ],
    ("JPCOAR", "jpcoar/1.0_01_departmental_bulletin_paper_oa.xml"): [
        ("identifier", "identifiers", ["DOI 10.15017/64495", "HDL http://hdl.handle.net/2115/64495"]),
        ("sourceIdentifier", "issns", ["1880-697X"]),
        ("sourceTitle", "journals", ["東京大学大学院情報学環紀要 情報学研究@ja", "Journal of information studies@en"]),
        ("volume", "volume", "12"),
        ("issue", "issue", "3"),
        ("pageStart, pageEnd", "pages", "34-57"),
        (
            "file/URI",
            "links",
            [
                "http://hdl.handle.net/2115/64495",
                "http://repository.dl.itc.u-tokyo.ac.jp/files/64495/JIS_12_3_34-57.pdf",
            ],
        ),
    ],
    ("JPCOAR 1.0", "jpcoar/1.0_01_departmental_bulletin_paper_oa.xml"): [
        ("datacite:funderIdentifier", "funding.0.funder_identifiers", ["DOI 10.13039/501100001691"]),
        (
            "datacite:awardNumber",
            "funding.0.identifiers",
            ["KAKEN 18049069", "URI https://kaken.nii.ac.jp/ja/grant/KAKENHI-PLANNED-18049069/"],
        ),
    ],
    ("JPCOAR", "jpcoar/2.0/05_doctoral_thesis_oa.xml"): [
        ("doctoral thesis", "type", "dissertation"),
    ],
    ("Crossref", "crossref/10.7554_elife.01567.json"): [
        (
            "title",
            "titles",
            [
                "Automated quantitative histology reveals vascular morphodynamics during Arabidopsis hypocotyl secondary growth@en"
            ],
        ),
        ("abstract", "abstracts.*.lang", ["en"]),
        ("author family, given", "creators.0.names", ["Martial Sankar@en"]),
        (
            "author affiliation name",
            "creators.0.affiliations",
            ["Department of Plant Molecular Biology, University of Lausanne, Lausanne, Switzerland@en"],
        ),
        ("container-title", "journals", ["eLife@en"]),
        ("issn-type", "issns", ["2050-084X"]),
        ("volume", "volume", "3"),
        ("is-referenced-by-count", "counts.0.value", 36),
    ],
    ("Crossref", "crossref/10.1016_j.advnut.2025.100480.json"): [
        ("author ORCID", "creators.0.identifiers", ["ORCID 0000-0003-3285-3633"]),
        ("issue", "issue", "8"),
        ("article-number", "pages", "100480"),
        ("issued", "date", "2025-08"),
        ("publisher", "publishers", ["Elsevier BV@en"]),
        ("DOI", "identifiers", ["DOI 10.1016/j.advnut.2025.100480"]),
        ("language", "language", "en"),
        ("type", "type", "article"),
        ("reference DOI", "relations.1.identifiers", ["DOI 10.1093/ajcn/75.2.245"]),
        (
            "reference without a DOI",
            "relations.0.title",
            "2016, Food systems and diets: facing the challenges of the 21st century",
        ),
        ("funder award", "funding.0.identifiers", ["KAKEN 19KK0341"]),
        ("funder DOI", "funding.*.funder_identifiers", [["DOI 10.13039/501100001691"], ["DOI 10.13039/501100008642"]]),
        (
            "funder name",
            "funding.*.funders",
            [["Japan Society for the Promotion of Science@en"], ["Foundation for Dietary Scientific Research@en"]],
        ),
    ],
    ("OpenAlex", "openalex/W2121398592.json"): [
        (
            "title",
            "titles",
            [
                "Automated quantitative histology reveals vascular morphodynamics during Arabidopsis hypocotyl secondary growth@en"
            ],
        ),
        ("abstract_inverted_index", "abstracts.*.lang", ["en"]),
        ("cited_by_count", "counts.0.value", 45),
    ],
    ("OpenAlex", "openalex/W4412424744.json"): [
        ("authorships author display_name", "creators.*.names", [["Sakiko Shiratori@en"], ["Mg Dilini Abeysekara@en"]]),
        ("authorships author id", "creators.0.identifiers", ["OPENALEX A5000546253"]),
        (
            "authorships institutions",
            "creators.0.institutions.0.identifiers",
            ["ROR 005pdtr14", "OPENALEX I4210089209"],
        ),
        ("primary_location source display_name", "journals", ["Advances in Nutrition@en"]),
        ("primary_location source issn", "issns", ["2156-5376", "2161-8313"]),
        ("biblio volume", "volume", "16"),
        ("biblio issue", "issue", "8"),
        ("biblio first_page", "pages", "100480"),
        ("publication_date", "date", "2025-07-15"),
        ("ids", "identifiers", ["DOI 10.1016/j.advnut.2025.100480", "PMID 40653270", "OPENALEX W4412424744"]),
        ("language", "language", "en"),
        ("referenced_works", "relations.0.identifiers", ["OPENALEX W1784246281"]),
        ("awards funder_award_id", "funding.0.number", "19KK0341"),
        ("awards funder_id", "funding.0.funder_identifiers", ["ROR 00hhkn466", "OPENALEX F4320334764"]),
        ("funders", "funding.1.funders", ["Foundation for Dietary Scientific Research@en"]),
    ],
    ("OpenAlex", "openalex/W6945048743_dataset.json"): [
        ("type", "type", "dataset"),
    ],
    ("OpenAlex author", "openalex/A5000546253.json"): [
        (
            "display_name, alternatives",
            "creators.0.names",
            [
                "Sakiko Shiratori@en",
                "S. Shiratori@en",
                "Sakiko SHIRATORI@en",
                "Shiratori Sakiko@en",
                "Shiratori, Sakiko@en",
            ],
        ),
        ("ids", "identifiers", ["OPENALEX A5000546253", "ORCID 0000-0003-3285-3633"]),
        ("affiliations", "creators.0.institutions.1.identifiers", ["ROR 017zqws13", "OPENALEX I130238516"]),
    ],
    ("PubMed", "pubmed/15968009.xml"): [
        ("PMID", "identifiers", ["PMID 15968009"]),
        ("Journal Title", "journals", ["Annals of internal medicine@en"]),
        ("Journal ISSN", "issns", ["1539-3704", "0003-4819"]),
        ("JournalIssue Volume", "volume", "142"),
        ("JournalIssue Issue", "issue", "12 Pt 1"),
        ("PubDate", "date", "2005-06-21"),
        ("Pagination", "pages", "953-962"),
        ("Language", "language", "en"),
        ("GrantID", "funding.*.number", ["AR 43727", "M01 RR00052", "M01 RR00096", "U01 AR42540"]),
        ("DataBank", "relations.-1.identifiers", ["CLINICALTRIALS.GOV NCT00000419"]),
    ],
    ("PubMed", "pubmed/25031417.xml"): [
        (
            "ArticleTitle",
            "titles",
            [
                "A new pathway mediating social effects on the endocrine system: female presence acting via norepinephrine release stimulates gonadotropin-inhibitory hormone in the paraventricular nucleus and suppresses luteinizing hormone in quail.@en"
            ],
        ),
        ("Author", "creators.0.names", ["Tobari, Yasuko@en"]),
        (
            "Affiliation",
            "creators.0.affiliations",
            [
                "Laboratory of Integrative Brain Sciences, Department of Biology and Center for Medical Life Science, Waseda University, Shinjuku-ku, Tokyo 162-8480, Japan, and.@en"
            ],
        ),
    ],
    ("PubMed", "pubmed/30426925.xml"): [
        ("Author Identifier", "creators.*.identifiers", [[], ["ORCID 0000-0002-3652-5293"]]),
    ],
    ("PubMed", "pubmed/10097079.xml"): [
        ("DataBank GENBANK", "relations.0.identifiers", ["GENBANK AF078607"]),
        ("Reference Citation", "relations.-1.title", "J Theor Biol. 1968 Nov;21(2):170-201"),
        ("Reference ArticleId", "relations.-1.identifiers", ["PMID 5700434"]),
    ],
    ("PubMed", "pubmed/18719013.xml"): [
        ("Agency", "funding.0.funders", ["British Heart Foundation@en"]),
    ],
    ("DataCite", "datacite/dataset_v4.5.json"): [
        (
            "titles",
            "titles",
            ["Example Title: Example Subtitle@en", "Example TranslatedTitle@fr", "Example AlternativeTitle@en"],
        ),
        ("fundingReferences awardNumber", "funding.0.number", "12345"),
        ("fundingReferences awardUri", "funding.0.identifiers", ["URI https://example.com/example-award-uri"]),
        ("fundingReferences funderName", "funding.0.funders", ["Example Funder@en"]),
        ("fundingReferences funderIdentifier", "funding.0.funder_identifiers", ["DOI 10.13039/501100000780"]),
    ],
    ("DataCite", "datacite/10.60574_104682.json"): [
        ("creators", "creators.0.names", ["Ochi, Masayuki@en"]),
        ("creators nameIdentifiers", "creators.0.identifiers", ["NRID 1000010734353", "ORCID 0000-0001-7438-4797"]),
        ("types", "type", "dataset"),
        ("relatedIdentifiers relationType", "relations.0.word", "IsSupplementTo"),
        ("relatedIdentifiers relatedIdentifier", "relations.0.identifiers", ["DOI 10.1103/ln4p-846x"]),
        ("citationCount", "counts.0.value", 1),
    ],
    ("KAKEN", "kaken/grantAwards_19KK0341.xml"): [
        ("grantAward@id", "id", "KAKENHI-PROJECT-19KK0341"),
        ("nationalAwardNumber", "identifiers", ["KAKEN 19KK0341", "JGN JP19KK0341"]),
        (
            "summary title",
            "titles",
            [
                "マダガスカル農村部における食環境の評価と食生活指針@ja",
                "Evaluation of food environment and dietary guidelines in rural Madagascar@en",
            ],
        ),
        (
            "member fullName, yomi",
            "creators.0.names",
            ["白鳥 佐紀子@ja", "シラトリ サキコ@ja-Kana", "Shiratori Sakiko@en"],
        ),
        ("member eradCode", "creators.0.identifiers", ["ERAD 60746486"]),
        ("member role", "creators.0.role", "principal_investigator"),
        ("institution@niiCode", "contributors.0.institutions.0.identifiers", ["NII_INSTITUTION 382749"]),
        (
            "institution",
            "contributors.0.names",
            [
                "国立研究開発法人国際農林水産業研究センター@ja",
                "Japan International Research Center for Agricultural Sciences@en",
            ],
        ),
        ("agency", "funding.0.funders", ["科学研究費助成事業@ja", "Grants-in-Aid for Scientific Research@en"]),
        ("categoryFc", "funding.0.word", "国際共同研究加速基金(国際共同研究強化(A))"),
        ("keyword", "subjects.*.lang", ["ja", "ja", "ja", "ja", "ja"]),
        ("periodOfAward from", "date", "2021"),
        ("periodOfAward to", "until", "2024"),
        ("product doi", "relations.0.identifiers", ["DOI 10.3390/foods13193147"]),
        (
            "product title",
            "relations.0.title",
            "Effects of Risk and Time Preferences on Diet Quality: Empirical Evidence from Rural Madagascar",
        ),
        ("allocation", "counts.0.value", 14820000),
    ],
    ("NRID", "nrid/researchers_response.json"): [
        ("accn", "id", "nrid:1000000001"),
        (
            "id:person:erad, orcid, researchmap",
            "identifiers",
            [
                "NRID 1000000001",
                "ERAD 80802743",
                "ORCID 0000-0001-2345-6789",
                "RESEARCHMAP rm123456",
                "JGLOBAL 12345678",
            ],
        ),
        ("name", "titles", ["田中 太郎@ja", "タナカ タロウ@ja-Kana", "Tanaka Taro@en"]),
        (
            "affiliations:current, history",
            "creators.0.affiliations",
            [
                "東京大学 工学部@ja",
                "The University of Tokyo Faculty of Engineering@en",
                "京都大学 理学部@ja",
                "Kyoto University@en",
            ],
        ),
        (
            "affiliation identifiers",
            "creators.0.institutions.*.identifiers",
            [["ERAD_INSTITUTION 2112601000"], ["KAKENHI_INSTITUTION 14301"]],
        ),
        ("work:project", "relations.0.identifiers", ["KAKEN 20K00001"]),
        ("work:product", "relations.1.title", "テスト論文タイトル"),
    ],
    ("ORCID", "orcid/works-3.0.xml"): [
        ("path", "id", "orcid:8888-8888-8888-8880"),
        ("works external-ids self", "relations.*.identifiers", [[], ["ARXIV 123456"], ["BIBCODE 4567"]]),
        ("works type", "relations.*.type", ["conference-paper", "conference-paper", "journal-article"]),
    ],
    ("ORCID", "orcid/person-3.0.xml"): [
        ("person names", "titles", ["credit-name@en", "give-names family-name@en", "other-name-1@en"]),
        ("person external identifiers", "identifiers", ["TYPE-1 value-1"]),
    ],
    ("ROR", "ror/005pdtr14.json"): [
        (
            "id, external_ids",
            "identifiers",
            ["ROR 005pdtr14", "DOI 10.13039/501100009472", "GRID grid.452611.5", "ISNI 0000000121078171"],
        ),
        (
            "names",
            "titles",
            [
                "Japan International Research Center for Agricultural Sciences@en",
                "JIRCAS@en",
                "国立研究開発法人国際農林水産業研究センター@ja",
            ],
        ),
    ],
}


@cache
def record(name: str) -> Record:
    """Return the first record of a sample."""
    content = (SAMPLES / name).read_bytes()
    found = recognized(content[:4096], name).read(io.BytesIO(content))
    return next(item.record for item in found if item.record)


def at(value: Any, path: list[str]) -> Any:
    """Return what stands at a place: texts as "value@language", identifiers as "KIND value"."""
    if not path:
        return shown(value)
    first, *rest = path
    if first == "*":
        return [at(one, rest) for one in value]
    return at(value[int(first)] if first.lstrip("-").isdigit() else getattr(value, first), rest)


def shown(value: Any) -> Any:
    if isinstance(value, Text):
        return f"{value.value}@{value.lang}" if value.lang else value.value
    if isinstance(value, Identifier):
        return f"{value.kind} {value.value}"
    return [shown(one) for one in value] if isinstance(value, tuple) else value


CASES = [
    pytest.param(name, path, expected, id=f"{source}: {field}")
    for (source, name), fields in FIELDS.items()
    for field, path, expected in fields
]


@pytest.mark.parametrize(("name", "path", "expected"), CASES)
def test_a_field_of_a_source(name: str, path: str, expected: Any) -> None:
    """What the file says there is in the record, in our form."""
    assert at(record(name), path.split(".")) == expected
