"""The page in a real browser: search, filters, paper, and that it asks nothing of the network."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from migrator.report.page.page import page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-default-apps", "--disable-extensions", "--disable-dev-shm-usage"),
    *("--allow-file-access-from-files", "--virtual-time-budget=4000", "--lang=en"),
)

Browser = Callable[..., bytes]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """Run a headless Chromium on an address with one more option, and return what it prints."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        if os.environ.get("MSMIGRATE_NEEDS_BROWSER"):
            pytest.fail("no Chromium is here, and this run needs one")
        pytest.skip("needs a Chromium; CHROMIUM can name it")
    profile = tmp_path_factory.mktemp("profile")

    def run(address: str, *options: str) -> bytes:
        done = subprocess.run(
            [program, *QUIET, f"--user-data-dir={profile}", *options, address],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return done.stdout

    return run


@pytest.fixture(scope="module")
def address(team: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page(team.report(), team.now), encoding="utf-8")
    return path.as_uri()


Shown = Callable[[str], Any]


@pytest.fixture(scope="module")
def shown(browser: Browser, address: str, team: Any) -> Shown:
    """Return the page as it stands after its script has run, with this behind the address."""
    return lambda fragment: team.read(browser(address + fragment, "--dump-dom").decode())


def places(root: Any) -> list[str]:
    """The rules and places of the findings that are shown."""
    return [
        f"{item.attributes['data-path']} {item.attributes['data-rule']}"
        for item in root.by_id("list").visible("li", "item")
    ]


def count(root: Any) -> str:
    words: str = root.by_id("count").words
    return words


ALL = ["a.py MS101", "a.py MS301", "a.py MS105", "b.py MS101", "b.py MS301", "n.ipynb MS402"]


def test_at_first_everything_is_shown(shown: Shown) -> None:
    root = shown("")
    assert places(root) == ALL
    assert count(root) == "6 of 6 findings shown"
    assert "hidden" in root.by_id("empty").attributes
    assert root.visible("form")


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("#q=MS101", ["a.py MS101", "b.py MS101"]),
        ("#q=CLAUDE-X", ["a.py MS101"]),
        ("#q=ms301+b.py", ["b.py MS301"]),
        ("#rule=MS105", ["a.py MS105"]),
        ("#state=decide", ["a.py MS301", "b.py MS301", "n.ipynb MS402"]),
        ("#state=decide.done&q=a.py", ["a.py MS101", "a.py MS301"]),
        ("#q=nothing-like-it", []),
        ("#f3", ALL),
    ],
)
def test_search_and_filters(shown: Shown, fragment: str, expected: list[str]) -> None:
    root = shown(fragment)
    assert places(root) == expected
    assert count(root) == f"{len(expected)} of 6 findings shown"
    assert ("hidden" in root.by_id("empty").attributes) == bool(expected)
    files = {place.split()[0] for place in expected}
    assert len(root.by_id("list").visible("section", "group")) == len(files)


def test_by_rule(shown: Shown) -> None:
    root = shown("#view=rule&q=a-name")
    titles = [head.words for head in root.by_id("list").visible("h3")]
    assert titles == ["MS101 a-name", "MS105 a-name", "MS301 a-name", "MS402 a-name"]
    assert sorted(places(root)) == sorted(ALL)


def test_source_is_never_run(shown: Shown) -> None:
    root = shown("")
    assert root.all("title")[0].text == "shop: migration to Model Studio"
    assert root.all("img") == []


# A person's hands

_HARNESS = """<!doctype html><meta charset="utf-8"><pre id="said"></pre>
<iframe id="frame" style="width:%dpx;height:800px;border:0" src="%s"></iframe>
<script>
const frame = document.getElementById("frame");
frame.addEventListener("load", async () => {
  const page = frame.contentDocument, view = frame.contentWindow;
  const said = {};
  const rest = () => new Promise((done) => setTimeout(done, 50));
  const count = () => page.getElementById("count").textContent;
  const form = page.getElementById("filter");
  try { %s } catch (error) { said.error = String(error); }
  document.getElementById("said").textContent = JSON.stringify(said);
});
</script>"""


@pytest.fixture
def tried(browser: Browser, address: str, team: Any, tmp_path: Path) -> Callable[..., Any]:
    """Run a script beside the page, and return what it noted in `said`."""

    def run(script: str, columns: int = 1000) -> Any:
        harness = tmp_path / "harness.html"
        harness.write_text(_HARNESS % (columns, address, script), encoding="utf-8")
        root = team.read(browser(harness.as_uri(), "--dump-dom").decode())
        said = json.loads(root.by_id("said").text)
        assert "error" not in said
        return said

    return run


def test_typing_clicking_and_keys(tried: Callable[..., Any]) -> None:
    said = tried("""
        const key = (name) => page.dispatchEvent(new view.KeyboardEvent("keydown", { key: name }));
        key("/");
        said.focus = page.activeElement.name;
        const type = (text) => {
          form.elements.q.value = text;
          form.elements.q.dispatchEvent(new view.Event("input", { bubbles: true }));
        };
        type("image");
        said.typed = [count(), view.location.hash];
        page.querySelector("[name=state][value=decide]").click();
        said.unticked = [count(), view.location.hash];
        page.querySelector("[type=reset]").click();
        await rest();
        said.reset = [count(), view.location.hash];
        page.querySelector("[name=view][value=rule]").click();
        said.rules = page.querySelectorAll("#list > .group").length;
        page.querySelector("[name=view][value=file]").click();
        said.files = [...page.querySelectorAll("#list h3")].map((head) => head.textContent);
        said.order = [...page.querySelectorAll("#list .item")].map((item) => item.id);
        page.querySelector("table a").click();
        await rest();
        said.rule = [count(), form.elements.rule.value];
    """)
    assert said == {
        "focus": "q",
        "typed": ["1 of 6 findings shown", "#q=image"],
        "unticked": ["0 of 6 findings shown", "#q=image&state=done.unsafe.left"],
        "reset": ["6 of 6 findings shown", ""],
        "rules": 4,
        "files": ["a.py", "b.py", "n.ipynb"],
        "order": ["f1", "f2", "f3", "f4", "f5", "f6"],
        "rule": ["2 of 6 findings shown", "MS301"],
    }


@pytest.mark.parametrize("columns", [320, 400, 1000])
def test_nothing_is_wider_than_the_window(tried: Callable[..., Any], columns: int) -> None:
    said = tried("said.width = page.documentElement.scrollWidth;", columns)
    assert said == {"width": columns}


# The network


def _asked(log: Path) -> set[str]:
    """The addresses of the network that a browser asked for, by its own log."""
    text = log.read_text(encoding="utf-8", errors="replace")
    return set(re.findall(r'"url":"(https?://127[^"]*)"', text))


@pytest.mark.parametrize("fragment", ["", "#q=MS101"])
def test_nothing_is_asked_of_the_network(
    browser: Browser, address: str, tmp_path: Path, fragment: str
) -> None:
    browser(address + fragment, "--dump-dom", f"--log-net-log={tmp_path / 'log.json'}")
    assert _asked(tmp_path / "log.json") == set()


def test_the_log_would_tell(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "other.html"
    path.write_text("<img src=http://127.0.0.1:9/evil.png>", encoding="utf-8")
    browser(path.as_uri(), "--dump-dom", f"--log-net-log={tmp_path / 'log.json'}")
    assert _asked(tmp_path / "log.json") == {"http://127.0.0.1:9/evil.png"}


def test_the_page_allows_itself_nothing_else(tried: Callable[..., Any]) -> None:
    said = tried("""
        said.resources = view.performance.getEntriesByType("resource").length;
        said.blocked = await new Promise((done) => {
          const told = (event) => done(event.effectiveDirective);
          page.addEventListener("securitypolicyviolation", told);
          const image = page.createElement("img");
          image.src = "http://127.0.0.1:9/x.png";
          page.body.append(image);
          setTimeout(() => done("nothing"), 1000);
        });
    """)
    assert said == {"resources": 0, "blocked": "img-src"}


# Paper


def _pages(browser: Browser, address: str, pdf: Path) -> int:
    browser(address, f"--print-to-pdf={pdf}", "--no-pdf-header-footer")
    data = pdf.read_bytes()
    assert data.startswith(b"%PDF-")
    return len(re.findall(rb"/Type\s*/Page\b", data))


def test_it_prints_with_its_diffs(browser: Browser, team: Any, tmp_path: Path) -> None:
    report = team.report()
    (change,) = report.changes
    long = "".join(f"line {number}\n" for number in range(400))
    changed = replace(change, before=long, after=long.replace("line", "row"))
    pages = []
    for name, changes in (("without", ()), ("with", (changed,))):
        path = tmp_path / f"{name}.html"
        path.write_text(page(replace(report, changes=changes), team.now), encoding="utf-8")
        pages.append(_pages(browser, path.as_uri(), tmp_path / f"{name}.pdf"))
    assert 1 <= pages[0] <= 4
    assert pages[1] > pages[0] + 5


def _size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


@pytest.mark.parametrize("options", [(), ("--blink-settings=preferredColorScheme=0",)])
def test_it_can_be_seen(
    browser: Browser, address: str, tmp_path: Path, options: Sequence[str]
) -> None:
    picture = tmp_path / "page.png"
    browser(address, f"--screenshot={picture}", "--window-size=800,900", *options)
    data = picture.read_bytes()
    assert _size(data) == (800, 900)
    assert len(data) > 20_000  # an empty window is a few thousand bytes
