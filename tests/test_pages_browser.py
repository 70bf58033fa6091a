"""Pages in a browser: Debian's Chromium, driven by Playwright. Skipped, and said so, where Chromium is missing.

Nothing waits for a time: Playwright waits for what is asserted. Where a click or a key opens another page, the test
waits until that page's script has run (`opened`), since keys that are pressed before it does are lost.
"""

import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn

import shoroku
from shoroku.web import Settings, create_app

SAMPLE = Path(__file__).parent.parent / "corpus" / "sample" / "records.jsonl"
LINKED = SAMPLE.with_name("linked.jsonl")
CHROMIUM = os.environ.get("SHOROKU_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
if not CHROMIUM:
    pytest.skip(
        "Chromium is missing, so no page was tested in a browser: apt-get install chromium", allow_module_level=True
    )

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright  # noqa: E402

RECORD = "/records/1390287142242714752"
SEARCH = "/?q=免疫"
NOTHING = "/?q=qqzzxx"
ADDRESSES = [
    "/",
    SEARCH,
    NOTHING,
    RECORD,
    "/records/nothing",
    "/?q=immunity&type=article&from=2000",
    "/records/doi:10.5555/village-diet",
    "/people/orcid:0000-0002-1825-0097",
    "/people/mention:1:1390287142242714752",
    "/people/山田 花子",
    "/projects/KAKENHI-PROJECT-21K98765",
]
WIDTHS = [320, 768, 1440]
#: axe-core, which finds what screen readers and keyboards cannot use.
AXE = files("axe_playwright_python") / "axe.min.js"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the bundled sample."""
    folder = tmp_path_factory.mktemp("browser") / "library"
    with shoroku.open(folder) as library:
        library.add([SAMPLE, LINKED])
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(create_app(folder, Settings(seconds=120.0)), log_level="error", lifespan="on")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser of a person who reads English."""
    context = browser.new_context(base_url=address, locale="en", viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; an error of its script, or what its policy blocks, fails the test."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda told: wrong.append(told.text) if "Content Security Policy" in told.text else None)
    yield page
    assert not wrong


def opened(page: Page, query: str) -> None:
    """Wait until the browser shows a page whose address has `query` (such as ``q=patients``), and its script has run."""
    expect(page).to_have_url(re.compile(rf"\?(.*&)?{re.escape(query)}(&|$)"))
    expect(page.locator("html.scripted")).to_be_attached()


def completes(url: str, prefix: str) -> bool:
    """Whether `url` asks for completions of just `prefix`, not of what was typed on the way to it."""
    address = urlsplit(url)
    return address.path == "/suggest" and parse_qs(address.query).get("q") == [prefix]


# --- Keys and completions ---------------------------------------------------------------------------------------------


def test_keys_skip_to_where_one_wants(page: Page) -> None:
    """The first stops of the tab key lead to the records and to the facets, before the search box."""
    page.goto(SEARCH)
    for name in ("#main", "#narrow"):
        page.keyboard.press("Tab")
        expect(page.locator("a.skip:focus")).to_have_attribute("href", name)
    page.keyboard.press("Enter")
    expect(page.locator("#narrow")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#narrow :focus")).to_have_count(1)


def test_a_search_by_keys_alone(page: Page) -> None:
    """The slash leads to the search box, arrows through completions, Enter searches, arrows lead through records."""
    page.goto("/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    with page.expect_response(lambda answer: completes(answer.url, "めんえ")):
        page.keyboard.type("めんえ")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("免疫")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "completion-0")
    expect(box).to_have_value("免疫")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value("めんえ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    opened(page, "q=%E5%85%8D%E7%96%AB")
    assert page.url.endswith("/?q=%E5%85%8D%E7%96%AB")
    titles = page.locator(".hit a.title")
    expect(titles.first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator(".record h1")).to_be_visible()


def test_completions_close(page: Page) -> None:
    """Escape closes the completions and gives back what was typed; a click takes one."""
    page.goto("/")
    box = page.get_by_role("combobox")
    with page.expect_response(lambda answer: completes(answer.url, "immu")):
        box.press_sequentially("immu")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#completions")).to_be_hidden()
    expect(box).to_have_value("immu")
    box.press_sequentially("n")
    page.get_by_role("option").first.click()
    expect(page.locator(".hit").first).to_be_visible()


@pytest.mark.parametrize("keys", [["ArrowDown"], ["ArrowDown", "Escape"], ["Escape"]], ids="-".join)
def test_a_late_answer_changes_nothing(page: Page, keys: list[str]) -> None:
    """An answer that comes after an arrow leaves the choice alone; one that comes after Escape opens no list."""
    held: list[Route] = []
    page.route(lambda url: completes(url, "immu"), lambda route: held.append(route))
    page.goto("/")
    box = page.get_by_role("combobox")
    options = page.get_by_role("option")
    with page.expect_response(lambda answer: completes(answer.url, "imm")):
        box.press_sequentially("imm")
    options.first.wait_for()
    with page.expect_request(lambda request: completes(request.url, "immu")):
        box.press_sequentially("u")
    for key in keys:
        page.keyboard.press(key)
    answer = page.request.get("/suggest?q=immu")
    held.pop().fulfill(response=answer)
    # A second answer, asked for after the first was given, has come: so would the first have.
    page.unroute_all()
    assert page.evaluate("async () => (await (await fetch('/suggest?q=immu')).json())[1].length")
    if keys[-1] == "Escape":
        expect(page.locator("#completions")).to_be_hidden()
        expect(box).to_have_attribute("aria-expanded", "false")
    else:
        expect(options.first).to_have_attribute("aria-selected", "true")
        expect(box).to_have_attribute("aria-activedescendant", "completion-0")
        page.keyboard.press("ArrowUp")
    expect(box).to_have_value("immu")


# --- Facets, years, going back ----------------------------------------------------------------------------------------


def test_ticking_narrows_and_going_back_widens(page: Page) -> None:
    """A tick narrows the search at once; going back gives the former page, with nothing ticked."""
    page.goto("/?q=immunity")
    before = page.locator("h1").inner_text()
    box = page.locator("[data-facet=language] input").first
    language = box.get_attribute("value")
    box.check()
    opened(page, f"language={language}")
    expect(page.locator(".chips li")).to_have_count(1)
    assert "from=" not in page.url
    page.go_back()
    opened(page, "q=immunity")
    expect(page.locator("h1")).to_have_text(before)
    expect(box).not_to_be_checked()
    page.go_forward()
    opened(page, f"language={language}")
    expect(page.locator(".chips li")).to_have_count(1)
    expect(page.locator("[data-facet=language] input").first).to_be_checked()


def test_years_are_dragged(page: Page) -> None:
    """Dragging over bars of the histogram narrows the search to their years."""
    page.goto("/?q=")
    bars = page.locator(".histogram a")
    first, last = bars.nth(10), bars.nth(20)
    years = first.get_attribute("data-first"), last.get_attribute("data-last")
    start, end = first.bounding_box(), last.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 20, steps=4)
    expect(page.locator(".histogram output")).to_have_text(f"{years[0]}–{years[1]}")
    page.mouse.up()
    opened(page, f"from={years[0]}&until={years[1]}")
    expect(page.locator(".chips li")).to_contain_text(f"{years[0]}–{years[1]}")


def test_a_new_search_keeps_the_filters(page: Page) -> None:
    """What is ticked stays ticked when other words are searched for, and can be removed."""
    page.goto("/?q=immunity&language=en")
    page.get_by_role("combobox").fill("patients")
    page.get_by_role("button", name="Search", exact=True).click()
    opened(page, "q=patients")
    expect(page.locator(".chips li")).to_have_count(1)
    page.locator(".chips a").click()
    expect(page.locator(".chips li")).to_have_count(0)
    opened(page, "q=patients")


def test_facets_open_on_a_phone(browser: Browser, address: str) -> None:
    """On a phone facets are behind a button; several are ticked before they are applied."""
    context = browser.new_context(base_url=address, locale="en", viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto("/?q=")
    expect(page.locator(".facets")).to_be_hidden()
    page.get_by_role("button", name="Narrow the search").click()
    page.locator("[data-facet=language] input").nth(0).check()
    page.locator("[data-facet=type] input").nth(0).check()
    page.locator(".apply button").click()
    expect(page.locator(".chips a:not(.clear)")).to_have_count(2)
    context.close()


# --- Without JavaScript -----------------------------------------------------------------------------------------------


def test_everything_works_without_javascript(browser: Browser, address: str) -> None:
    """Search, facets, years, sorting, paging, records and the other language need no script."""
    context = browser.new_context(base_url=address, locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("#q").fill("immunity")
    page.locator("#q").press("Enter")
    page.locator("[data-facet=language] input").first.check()
    page.locator(".apply button").click()
    expect(page.locator(".chips li")).to_have_count(1)
    page.locator("input[name=from]").fill("2000")
    page.locator(".years button").click()
    expect(page.locator(".chips a:not(.clear)")).to_have_count(2)
    page.locator(".sorts a", has_text="Newest").click()
    expect(page.locator(".sorts a[aria-current]")).to_have_text("Newest first")
    page.goto("/?q=")
    page.locator(".pages a[rel=next]").click()
    expect(page.locator(".pages a[aria-current]")).to_have_text("2")
    page.locator(".menu summary").click()
    expect(page.locator(".sheet")).to_be_visible()
    expect(page.locator(".with-script").first).to_be_hidden()
    page.locator(".hit a.title").first.click()
    expect(page.locator(".record h1")).to_be_visible()
    page.locator(".languages a").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    context.close()


# --- How it looks, and who can use it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_window(browser: Browser, address: str, width: int) -> None:
    """From a phone to a desk, nothing is scrolled sideways, in neither language."""
    for locale in ("en", "ja"):
        context = browser.new_context(base_url=address, locale=locale, viewport={"width": width, "height": 800})
        page = context.new_page()
        for where in ADDRESSES:
            page.goto(where)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (where, locale)
        context.close()


def test_a_citation_is_copied(page: Page, context: BrowserContext) -> None:
    """The button copies the citation and says so."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(RECORD)
    page.locator("button.copy").first.click()
    expect(page.locator("button.copy").first).to_have_text("Copied")
    assert "IL-6阻害薬とバイオマーカー" in page.evaluate("navigator.clipboard.readText()")


def test_nothing_is_loaded_from_elsewhere(page: Page, address: str) -> None:
    """A page loads its own files only, and the policy blocks nothing of it, the data for reference managers included."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for where in ADDRESSES:
        page.goto(where)
    assert asked
    assert all(url.startswith(address) for url in asked)
    page.goto(RECORD)
    described = page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)")
    assert described["name"] == "IL-6阻害薬とバイオマーカー"


@pytest.mark.parametrize(("scheme", "locale", "width"), [("light", "en", 1280), ("dark", "ja", 360)])
def test_everybody_can_use_it(
    browser: Browser, address: str, scheme: Literal["light", "dark"], locale: str, width: int
) -> None:
    """axe finds nothing on any page, in light and dark, on a desk and on a phone."""
    found = []
    context = browser.new_context(
        base_url=address,
        locale=locale,
        color_scheme=scheme,
        bypass_csp=True,
        viewport={"width": width, "height": 800},
    )
    page = context.new_page()
    for where in ADDRESSES:
        page.goto(where)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for one in page.evaluate("axe.run()")["violations"]:
            found.append((where, one["id"], one["impact"], [node["html"][:200] for node in one["nodes"]][:3]))
    context.close()
    assert not found


def test_japanese_is_set_as_japanese(page: Page) -> None:
    """Japanese titles are tagged, break where phrases end, never before a closing mark, and stand in letters that have kanji."""
    page.goto("/?q=免疫&lang=ja")
    title = page.locator("a.title:lang(ja)").first
    set_as = "one => { const used = getComputedStyle(one); return [used.lineBreak, used.wordBreak, used.fontFamily]; }"
    line_break, word_break, fonts = title.evaluate(set_as)
    assert (line_break, word_break) == ("strict", "auto-phrase")
    assert any(name in fonts for name in ("Noto Sans CJK JP", "Noto Sans JP", "Hiragino"))
    expect(page.locator("html")).to_have_attribute("lang", "ja")


def test_the_screenshots_of_the_readme_are_made_by_a_command(tmp_path: Path) -> None:
    """``python -m tests.screenshot`` writes the images that each README shows, in their size."""
    command = [
        sys.executable,
        "-c",
        "import sys; from pathlib import Path; from tests import screenshot; screenshot.write(Path(sys.argv[1]))",
    ]
    subprocess.run([*command, str(tmp_path)], check=True, cwd=SAMPLE.parents[2], timeout=600)
    for readme, name in (("README.md", "search.en.png"), ("README.ja.md", "search.ja.png")):
        assert f"docs/images/{name}" in (SAMPLE.parents[2] / readme).read_text(encoding="utf-8")
        head = (tmp_path / name).read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", head[16:24]) == (1040, 640)
