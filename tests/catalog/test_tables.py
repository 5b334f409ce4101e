import subprocess
import sys
from datetime import date

import pytest

from migrator.catalog.tables import table

TABLES = ["claude", "endpoints", "errors", "fields", "mapping", "qwen"]
WATCHED = """
import sys
read = []
sys.addaudithook(lambda event, args: event == "open" and read.append(str(args[0])))
import migrator.catalog.claude, migrator.catalog.endpoints, migrator.catalog.errors
import migrator.catalog.fields, migrator.catalog.mapping, migrator.catalog.qwen
import migrator.secret, migrator.cli.models
early = [path for path in read if path.endswith(".toml")]
migrator.catalog.qwen.models()
late = [path for path in read if path.endswith(".toml")]
print(len(early), len(late))
"""


@pytest.mark.parametrize("name", TABLES)
def test_each_table_has_a_source_and_a_date(name: str) -> None:
    assert table(name)["source"]
    assert isinstance(table(name)["date"], date)


def test_a_source_never_stands_without_a_date() -> None:
    for name in TABLES:
        for where, entry in _tables(name, table(name)):
            if "source" in entry:
                assert isinstance(entry.get("date"), date), where


def test_importing_reads_no_table() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["0", "1"]


def test_a_table_is_read_once() -> None:
    assert table("qwen") is table("qwen")


def _tables(where: str, value: object) -> list[tuple[str, dict[str, object]]]:
    if isinstance(value, dict):
        inner = [found for key, each in value.items() for found in _tables(f"{where}.{key}", each)]
        is_table = "verdict" not in value and "models" not in value
        return [(where, value), *inner] if is_table else inner
    if isinstance(value, list):
        return [found for each in value for found in _tables(where, each)]
    return []
