import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from migrator.report.model import Change, Counts, Item, Place, Problem, Report

NOW = datetime(2026, 3, 15, 12, 30, tzinfo=UTC)
KEY = f"sk-ant-api03-{'x' * 20}abcd"
VOID = {"meta", "link", "input", "br", "img"}
EVIL = (
    'x = \'</script><script>document.title="broken"</script>'
    "<img src=http://127.0.0.1:9/evil.png onerror=alert(1)>&amp;'"
)


@dataclass(slots=True)
class Node:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    children: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, tag: str, class_: str = "") -> list["Node"]:
        return [
            node
            for node in self.walk()
            if node.tag == tag and (not class_ or class_ in node.classes)
        ]

    def visible(self, tag: str, class_: str = "") -> list["Node"]:
        """Those that no `hidden` attribute takes away."""
        return [node for node in self._shown() if node in self.all(tag, class_)]

    def _shown(self) -> Iterator["Node"]:
        if "hidden" not in self.attributes:
            yield self
            for child in self.children:
                if isinstance(child, Node):
                    yield from child._shown()

    def by_id(self, name: str) -> "Node":
        (found,) = [node for node in self.walk() if node.attributes.get("id") == name]
        return found

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def read(self, text: str) -> Node:
        self.feed(text)
        self.close()
        assert self._open == [self.root], "an element is left open"
        return self.root


class Team:
    """Reports for a page, and pages read again."""

    now = NOW
    key = KEY
    evil = EVIL

    def read(self, text: str) -> Node:
        return _Reader().read(text)

    def item(
        self, rule: str, source: str, token: str, *, path: str = "a.py", line: int = 1, **more: Any
    ) -> Item:
        start = source.index(token) + 1
        values: dict[str, Any] = {
            "name": "a-name",
            "action": "flag",
            "applied": False,
            "before": None,
            "after": None,
            "message": f"What {rule} says.",
            "help": "What to do.",
            **more,
        }
        place = Place(path, values.pop("cell", None), line, start, line, start + len(token))
        return Item(place, rule, token=token, source=source, **values)

    def report(self, *, mode: str = "apply") -> Report:
        """A report of everything that a page shows."""
        applied = mode == "apply"
        items = (
            self.item(
                "MS101",
                'm = "claude-x"',
                '"claude-x"',
                action="rewrite",
                applied=applied,
                before="claude-x",
                after="qwen-y",
            ),
            self.item("MS301", 'b = {"type": "image"}', '"image"', line=2),
            self.item("MS105", 'n = ["one", "two"]', '"two"', line=3, action="unsafe"),
            self.item("MS101", EVIL, "x", path="b.py", action="rewrite"),
            self.item("MS301", f'k = "{KEY}"', "k", path="b.py", line=2),
            self.item("MS402", "\tx = y  # ünï 图", "y", path="n.ipynb", line=4, cell=2),
        )
        before = "\n".join(["# head", 'm = "claude-x"', EVIL, f'k = "{KEY}"', *["# tail"] * 9])
        return Report(
            "/srv/shop",
            mode,
            Counts(seen=9, candidates=4, parsed=3, changed=1),
            items,
            (Problem("c.py", "gate:parses", f"It `failed` near {KEY}.", 3),),
            (Change("a.py", before, before.replace("claude-x", "qwen-y")),),
            (f"A note with {KEY}.",),
        )


@pytest.fixture(scope="session")
def team() -> Team:
    return Team()


@pytest.fixture(scope="session")
def shades() -> "type[Shades]":
    return Shades


class Shades:
    """The colours of a style sheet, for light and for dark, and how well they can be told apart."""

    def __init__(self, css: str) -> None:
        blocks = re.findall(r":root \{([^}]*)\}", css)
        light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", one)) for one in blocks[:2])
        self.light: dict[str, str] = light
        self.dark: dict[str, str] = {**light, **dark}

    @staticmethod
    def contrast(first: str, second: str) -> float:
        """The contrast ratio of WCAG 2."""
        low, high = sorted(map(_luminance, (first, second)))
        return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
