"""MS901: a file that cannot be read as a program. The engine makes the finding itself."""

from migrator.codemod.rules.rule import Rule

RULE = Rule(
    id="MS901",
    name="unparseable-file",
    action="flag",
    what="A file that holds something of interest and cannot be parsed or decoded.",
    why="Without its syntax nothing in it can be judged, so it stays byte for byte, and the report "
    "says on which line reading it stopped.",
    site=(),
    judge=lambda _site, _desk: (),
    examples=(),
    keeps=(),
)
