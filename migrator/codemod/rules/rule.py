"""What a rule is: a judgement on sites, and what a person can read about it."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from migrator.catalog.mapping import Mapping
from migrator.codemod.findings import Action, Finding, Intent, Span


class Desk(Struct, frozen=True):
    """What a rule may consult beside its site.

    `base_url` is the target's base URL, without a slash at its end. `unsafe`: edits that need the
    user's word are made in this run.
    """

    mapping: Mapping
    base_url: str
    unsafe: bool = False


class Example(Struct, frozen=True):
    """A source and what it becomes; `unsafe`: only where the user asks for unsafe edits."""

    before: str
    after: str
    unsafe: bool = False


class Flagged(Struct, frozen=True):
    """A source that stays as it is, and the token that is reported in it.

    `models` are overrides of the mapping (a Claude id or pattern, a Qwen name) that the example
    needs.
    """

    source: str
    token: str
    models: tuple[tuple[str, str], ...] = ()


class Rule(Struct, frozen=True):
    """One row of the policy.

    `action` stands as in the policy's table. `what` and `why` are a sentence or two for the reader.
    `site` names the type, or types, of site that `judge` takes; it answers with findings of this
    rule only. `examples` show what the rule does, `keeps` are sources that it must leave alone.
    """

    id: str
    name: str
    action: str
    what: str
    why: str
    site: type | tuple[type, ...]
    judge: Callable[[Any, Desk], Iterable[Finding]]
    examples: tuple[Example | Flagged, ...]
    keeps: tuple[str, ...]

    @property
    def sites(self) -> tuple[type, ...]:
        """The types of site that `judge` takes."""
        return self.site if isinstance(self.site, tuple) else (self.site,)

    def flag(
        self, span: Span, token: str, message: str, advice: str, *, before: str | None = None
    ) -> Finding:
        """Return a finding that changes nothing; `before` is the bare id, where it is a model."""
        return Finding(self.id, self.name, Action.FLAG, span, token, message, advice, before)

    def edit(
        self,
        span: Span,
        token: str,
        message: str,
        advice: str,
        *,
        intent: Intent,
        before: str | None = None,
        after: str | None = None,
        action: Action = Action.REWRITE,
        needs: tuple[Intent, ...] = (),
    ) -> Finding:
        """Return a finding with a change; `after` is None where the token goes.

        `needs` are the changes without which this one would do harm.
        """
        return Finding(
            self.id, self.name, action, span, token, message, advice, before, after, intent, needs
        )
