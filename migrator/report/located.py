"""A report whose paths begin at another folder: machines look for files from the project's top."""

from pathlib import Path, PurePath

from msgspec.structs import replace

from migrator.report.model import Report


def located(report: Report, top: Path) -> Report:
    """Return `report` with `top` as its root, and every path relative to it.

    Where the root of the report does not lie in `top`, the report is returned as it is.
    """
    root = PurePath(report.root)
    if root == top or not root.is_relative_to(top):
        return report
    prefix = root.relative_to(top).as_posix()

    def moved(path: str) -> str:
        return path if PurePath(path).is_absolute() else f"{prefix}/{path}"

    return replace(
        report,
        root=str(top),
        items=tuple(
            replace(item, place=replace(item.place, path=moved(item.place.path)))
            for item in report.items
        ),
        problems=tuple(replace(problem, path=moved(problem.path)) for problem in report.problems),
        changes=tuple(replace(change, path=moved(change.path)) for change in report.changes),
    )
