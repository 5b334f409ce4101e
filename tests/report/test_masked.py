from typing import Any

from migrator.report.masked import masked
from migrator.report.model import Problem

KEY = f"sk-ant-api03-{'x' * 20}abcd"


def test_a_report_without_keys_stays(make: Any) -> None:
    report = make.report(
        make.rename("starts = 'sk-ant-'", "sk-ant-", "x"), problems=(Problem("a", "b", "c"),)
    )
    assert masked(report) == report


def test_paths_stay(make: Any) -> None:
    path = "sk-learn-extra-services/a.py"
    report = make.report(make.rename("x", "x", "y", path=path), problems=(Problem(path, "k", "m"),))
    assert masked(report) == report


def test_every_word_is_masked(make: Any) -> None:
    item = make.item(KEY, KEY, before=KEY, after=KEY, message=KEY, advice=KEY)
    report = make.report(item, problems=(Problem("a.py", "k", KEY),), notes=(KEY,))
    found = repr(masked(report))
    assert "xxxx" not in found
    assert found.count("sk-…abcd") == 8
