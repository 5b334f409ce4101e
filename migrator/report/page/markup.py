"""Text as HTML: nothing that a file holds can become markup."""

import html

from migrator.report.printable import visible


def escaped(text: str) -> str:
    """Return `text` for HTML, in elements and in attributes; control characters are shown."""
    return html.escape(visible(text))


def source(text: str) -> str:
    """Return a line of source for HTML; its tabs stay."""
    return "\t".join(map(escaped, text.split("\t")))


def prose(text: str) -> str:
    """Return sentences for HTML; what stands between backticks becomes code."""
    pieces = escaped(text).split("`")
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(
        f"<code>{piece}</code>" if index % 2 else piece for index, piece in enumerate(pieces)
    )
