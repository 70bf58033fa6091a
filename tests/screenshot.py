"""The screenshots of the README, made from the bundled sample: ``python -m tests.screenshot`` (Chromium has to be installed).

It writes docs/images/search.en.png and search.ja.png. They look the same on every machine with the same fonts; no test holds
them, as fonts differ.
"""

import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

import shoroku
from shoroku.web import create_app

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpus" / "sample" / "records.jsonl"
IMAGES = ROOT / "docs" / "images"
SHOWN = {"en": "/?q=immunity&lang=en", "ja": "/?q=免疫&lang=ja"}
_SIZE = {"width": 1040, "height": 640}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a library on loopback while the body runs; yield its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(folder), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


def write(images: Path = IMAGES) -> None:
    """Write the images to a folder."""
    images.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        with shoroku.open(Path(folder) / "library") as library:
            library.add([SAMPLE])
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with served(Path(folder) / "library") as address:
            for language, where in SHOWN.items():
                page = browser.new_page(base_url=address, viewport=_SIZE, locale=language)  # type: ignore[arg-type]
                page.goto(where)
                page.screenshot(path=images / f"search.{language}.png")
        browser.close()


if __name__ == "__main__":
    write()
