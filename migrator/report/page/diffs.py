"""The diff of a file as HTML, API keys masked."""

import difflib
from collections.abc import Iterator

from migrator.report.model import Change
from migrator.report.page.markup import source
from migrator.secret import mask

_KINDS = {"+": "added", "-": "removed", "@": "hunk", " ": "same"}


def diff_of(change: Change) -> str:
    """Return what folds open to the diff of a file; empty where nothing can be shown."""
    lines = "".join(_lines(change))
    if not lines:
        return ""
    return (
        "<details><summary>Diff of this file</summary>"
        f'<pre class="diff" tabindex="0"><code>{lines}</code></pre></details>'
    )


def _lines(change: Change) -> Iterator[str]:
    before, after = (mask(text).splitlines() for text in (change.before, change.after))
    for line in list(difflib.unified_diff(before, after, lineterm=""))[2:]:
        yield f'<span class="{_KINDS.get(line[:1], "same")}">{source(line)}\n</span>'
