"""The pages on embedding, serving and the JSON API: their programs run, and they say what is."""

import configparser
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import shoroku
from shoroku.cli import app
from shoroku.corpus.sample import sample_file
from tests.api_docs import FILES, LANGUAGES, Language, page

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = ["embedding.md", "embedding.ja.md"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library of the bundled sample."""
    folder = tmp_path_factory.mktemp("embedding")
    with shoroku.open(folder / "library") as library:
        library.add([Path(str(sample_file()))])
    return folder


def programs(name: str) -> list[str]:
    """Return the programs of a page: a script, an application of FastAPI, a view of Django."""
    found = re.findall(r"```python\n(.*?)```", (DOCS / name).read_text(encoding="utf-8"), re.DOTALL)
    assert len(found) == 3
    return found


def run(desk: Path, program: str) -> str:
    """Run a program in a process of its own, in the folder with the library."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=desk, capture_output=True, text=True, check=True).stdout


def test_both_pages_have_the_same_programs() -> None:
    """The Japanese page shows what the English one shows."""
    assert programs(PAGES[0]) == programs(PAGES[1])


def test_the_script(desk: Path) -> None:
    """The script prints hits and a journal."""
    lines = run(desk, programs(PAGES[0])[0]).splitlines()
    assert len(lines) == 6
    assert all(re.match(r"2\d{3} ", line) for line in lines[:5])


def test_the_application_of_fastapi(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is mounted below a path, and a route of the program's own searches it."""
    monkeypatch.chdir(desk)
    names: dict[str, object] = {"__name__": "program"}
    exec(compile(programs(PAGES[0])[1], "embedding.md", "exec"), names)  # noqa: S102 (our own page)
    with TestClient(names["app"]) as client:  # type: ignore[arg-type]
        total = client.get("/count?q=免疫").json()["total"]
        told = client.get("/catalogue/api/v1/search?q=免疫").json()
        html = client.get("/catalogue/?q=免疫").text
    assert told["total"] == total > 10
    assert "/catalogue/records/" in html


def test_the_view_of_django(desk: Path, tmp_path: Path) -> None:
    """The view answers in a project whose own app is called ``search``, and is not taken for it."""
    application = tmp_path / "search"
    application.mkdir()
    (application / "__init__.py").write_text('OWN = "the project\'s own"\n')
    (application / "apps.py").write_text(
        'from django.apps import AppConfig\n\n\nclass SearchConfig(AppConfig):\n    name = "search"\n'
    )
    (application / "views.py").write_text(programs(PAGES[0])[2])
    program = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["search"], ROOT_URLCONF="urls", ALLOWED_HOSTS=["testserver"], SECRET_KEY="x", USE_TZ=True
)
import types
from django.urls import path
django.setup()
import search, search.views, shoroku.search
assert search.OWN and shoroku.search is not search
urls = types.ModuleType("urls")
urls.urlpatterns = [path("find", search.views.results)]
sys.modules["urls"] = urls
from django.test import Client
print(Client().get("/find", {{"q": "免疫"}}).content.decode())
"""
    assert json.loads(run(desk, program))["total"] > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_on_the_api_is_made_of_its_document(language: Language) -> None:
    """``python -m tests.api_docs`` would write the page as it is."""
    assert FILES[language].read_text(encoding="utf-8") == page(language)


@pytest.mark.parametrize("name", ["serving.md", "serving.ja.md", "mcp.md", "mcp.ja.md"])
def test_commands_have_the_options_that_there_are(name: str) -> None:
    """Each command of the pages, of the unit and of the assistant's settings can be read."""
    text = (DOCS / name).read_text(encoding="utf-8")
    lines = re.findall(r"(?:\$ |/bin/)shoroku ([^\n]+)", text)
    if settings := re.findall(r'\{"mcpServers".*\}', text):
        lines.append(" ".join(json.loads(settings[0])["mcpServers"]["library"]["args"]))
    assert lines
    for line in lines:
        command, *words = line.split()
        found = app.get_command(None, command)  # type: ignore[arg-type]
        assert found is not None
        found.make_context(command, words)


@pytest.mark.parametrize("name", ["serving.md", "serving.ja.md"])
def test_the_unit_and_the_proxy_fit_the_command(name: str) -> None:
    """The unit starts a server that may only read and is started again; the proxy leads to the command's usual address."""
    text = (DOCS / name).read_text(encoding="utf-8")
    (unit,) = re.findall(r"```ini\n(.*?)```", text, re.DOTALL)
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit)
    assert set(parser.sections()) == {"Unit", "Service", "Install"}
    assert parser["Service"]["ExecStart"].split()[:2] == ["/opt/shoroku/bin/shoroku", "serve"]
    assert (parser["Service"]["ProtectSystem"], parser["Service"]["Restart"]) == ("strict", "on-failure")
    (proxy,) = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    usual = {one.name: one.default for one in app.get_command(None, "serve").params}  # type: ignore[arg-type,union-attr]
    assert f"proxy_pass http://{usual['host']}:{usual['port']};" in proxy
    assert proxy.count("{") == proxy.count("}")
    for header in ("Host $host", "X-Forwarded-Proto $scheme", "X-Forwarded-For $remote_addr"):
        assert f"proxy_set_header {header};" in proxy
