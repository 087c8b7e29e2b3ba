"""Draw the pictures of the READMEs: `python docs/pictures.py`, with chromium and Noto's fonts."""

import os
import re
import shutil
import subprocess
import sys
from base64 import b64decode
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent

_TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; width: max-content; }
pre { margin: 0; padding: 14px 20px 16px; border-radius: 8px; background: #1d2026; color: #d8dce3;
  font: 15px/20px "Noto Sans Mono CJK SC", monospace; }
.s1 { font-weight: bold; color: #fff; } .s2 { color: #7f8896; } .s31 { color: #ff7b72; }
i { display: inline-block; width: .5em; font: 15px/20px "DejaVu Sans Mono", monospace;
  transform: scale(.831, 1.22); transform-origin: 0 50%; }
.s33 { color: #e3b341; } .s34 { color: #79b8ff; }
</style><pre>"""

_ESCAPE = re.compile(r"\x1b\]8;;[^\x1b]*\x1b\\|\x1b\[(\d*)m")


def terminal(lang: str) -> str:
    """Give a page that looks as a terminal does after `kfmenu preview`."""
    command = [sys.executable, "-m", "kfmenu", "preview", "examples", "--color", "always"]
    env = os.environ | {"COLUMNS": "60", "PYTHONIOENCODING": "utf-8", "KFMENU_LANG": lang}
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, check=False)  # noqa: S603
    shown = ["$ kfmenu preview examples\n"]
    at = 0
    text = done.stdout.decode()
    for found in _ESCAPE.finditer(text):
        shown.append(_cells(text[at : found.start()]))
        at = found.end()
        if found[1]:
            shown.append("</span>" if found[1] == "0" else f'<span class="s{found[1]}">')
    return "".join([_TERMINAL, *shown, _cells(text[at:].rstrip()), "</pre>"])


def _cells(text: str) -> str:
    """Escape a text, its signs for boxes put into cells: fonts for Chinese have them too wide."""
    return re.sub("[\u2500-\u257f]", lambda sign: f"<i>{sign[0]}</i>", escape(text))


def page(lang: str, file: Path) -> None:
    """Write the page that `kfmenu preview --html` makes."""
    command = [sys.executable, "-m", "kfmenu", "preview", "examples", "--html", str(file)]
    env = os.environ | {"KFMENU_LANG": lang}
    subprocess.run(command, env=env, cwd=ROOT, capture_output=True, check=False)  # noqa: S603


def save(tab: Page, part: str, file: Path) -> None:
    """Save what a part of a page looks like, in a format that keeps it small."""
    box = tab.locator(part).bounding_box()
    assert box
    session = tab.context.new_cdp_session(tab)
    options = {
        "format": "webp",
        "quality": 80,
        "clip": {**box, "scale": 1.25},
        "captureBeyondViewport": True,
    }
    file.write_bytes(b64decode(session.send("Page.captureScreenshot", options)["data"]))


def main() -> None:
    """Draw a terminal and a page in each language."""
    chromium = shutil.which("chromium")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 960, "height": 400})
        for lang in ("en", "zh"):
            file = Path(folder) / "page.html"
            file.write_text(terminal(lang), encoding="utf-8")
            tab.goto(file.as_uri())
            save(tab, "pre", HERE / f"preview-terminal.{lang}.webp")
            page(lang, file)
            tab.goto(file.as_uri())
            save(tab, "html", HERE / f"preview-page.{lang}.webp")
        browser.close()


if __name__ == "__main__":
    main()
