"""What a rule answers: findings, and the intents that a language turns into edits."""

from enum import StrEnum

from msgspec import Struct

TODO = "# TODO(msmigrate MS"
"""The beginning of a comment that tells of a finding in the source, as `--todo` puts it."""


class Span(Struct, frozen=True, order=True):
    """A range of the decoded text: 0-based offsets in characters, the end excluded."""

    start: int
    end: int


class Edit(Struct, frozen=True):
    """The characters in `span` become `text`; an empty span inserts."""

    span: Span
    text: str


class Action(StrEnum):
    """What is done about a finding."""

    REWRITE = "rewrite"
    UNSAFE = "unsafe"
    FLAG = "flag"


class Rename(Struct, frozen=True):
    """The literal at `span` gets the value `value`; its quotes and prefix stay."""

    span: Span
    value: str


class Remove(Struct, frozen=True):
    """The argument, entry, statement or attribute with this handle goes.

    The handle is what a site carries in `removal`; only the front end that made it understands it.
    """

    handle: int


Intent = Rename | Remove


class Finding(Struct, frozen=True):
    """One place that a rule has something to say about.

    `span` is where the token itself stands. `before` and `after` are for the reader: the bare id
    for a model, None in `after` where nothing replaces it. A flag has no intent. `needs` are the
    intents without which this one must not be carried out.
    """

    rule: str
    name: str
    action: Action
    span: Span
    token: str
    message: str
    help: str
    before: str | None = None
    after: str | None = None
    intent: Intent | None = None
    needs: tuple[Intent, ...] = ()
