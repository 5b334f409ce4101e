"""One file through the codemod: bytes in, findings and bytes out. Nothing is read or written here.

The gates stand between the edits and the result; a file that fails one keeps its bytes.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from migrator.codemod import todo
from migrator.codemod.edits import moved, splice, unchanged_outside
from migrator.codemod.findings import Action, Edit, Finding, Intent, Span
from migrator.codemod.languages.errors import SourceError
from migrator.codemod.languages.language import File, Gap, Language, Parsed
from migrator.codemod.languages.python import frontend as python
from migrator.codemod.languages.python.plan import Plan
from migrator.codemod.languages.python.view import View
from migrator.codemod.rules import ms901, registry
from migrator.codemod.rules.rule import Desk
from migrator.codemod.sites import Site
from migrator.codemod.suppress import Mistake, Suppressions


class Gate(StrEnum):
    """What the result of an edit must pass."""

    ENCODES = "encodes"
    PARSES = "parses"
    STABLE = "stable"
    OUTSIDE = "outside"
    COMMENTS = "comments"


class Settings(Struct, frozen=True):
    """What decides about findings; the same for every file of a run, and picklable.

    `selected` are the ids of the rules that speak. `todo`: comments are put at flags.
    """

    desk: Desk
    selected: frozenset[str]
    comments: bool = False
    todo: bool = False


Key = tuple[str, Span]
"""A finding within its file: its rule and where it stands."""


class Fault(Struct, frozen=True):
    """A rule that failed on a file: a defect of ours that does not stop the others."""

    rule: str
    reason: str


class Judgement(Struct, frozen=True):
    """The findings of a file that was read, with the edits that carry them out."""

    findings: tuple[Finding, ...]
    edits: tuple[Edit, ...]
    carried_out: frozenset[Intent]
    requests: int
    faults: tuple[Fault, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


class Outcome(Struct, frozen=True):
    """What came of one file.

    `after` is the new text, None where nothing changes; `failed` names the gate that refused it.
    """

    file: File
    judgement: Judgement
    after: str | None = None
    failed: Gate | None = None

    @property
    def data(self) -> bytes | None:
        """The new bytes, None where nothing changes."""
        return None if self.after is None else self.file.source.encode(self.after)

    def is_applied(self, finding: Finding) -> bool:
        """Whether the change of a finding is part of the new text."""
        return self.after is not None and finding.intent in self.judgement.carried_out


def migrate(data: bytes, settings: Settings, language: Language = python) -> Outcome:
    """Judge a file by itself and edit it.

    Raises SourceError where the bytes cannot be decoded or parsed.
    """
    return carry_out(language.parse(data), language, settings)


def carry_out(
    parsed: Parsed,
    language: Language,
    settings: Settings,
    view: View | None = None,
    accepted: frozenset[Key] | None = None,
) -> Outcome:
    """Judge a parsed file with the view of its project, edit it, and put it through the gates.

    With `accepted`, only the edits of these findings are made, and only where they can stand alone.
    """
    file = parsed.opened(view)
    judgement = judge(file, settings, accepted)
    declined = [one for one in judgement.findings if not _is_made(one, judgement)]
    first = _Stand(file, judgement, view)
    stand = _edited(first, judgement.edits, declined, language, settings)
    if settings.todo and isinstance(stand, _Stand):
        comments = _comments(stand.file, stand.judgement)
        stand = _edited(stand, comments, stand.judgement.findings, language, settings)
    if isinstance(stand, Gate):
        return Outcome(file, judgement, failed=stand)
    after = None if stand.file is file else stand.file.source.text
    return Outcome(file, judgement, after=after)


def lacks_comments(file: File, judgement: Judgement) -> bool:
    """Tell whether a flag of a file has no comment yet."""
    return bool(_comments(file, judgement))


def judge(file: File, settings: Settings, accepted: frozenset[Key] | None = None) -> Judgement:
    """Return the findings of a file, and the edits of those that are carried out.

    With `accepted` these are the edits of no other findings; the findings are the same.
    """
    sight = file.look(comments=settings.comments)
    found, faults = _ask(sight.sites, settings)
    if ms901.RULE.id in settings.selected:
        found += map(_unread, file.gaps)
    silent = Suppressions.of(file.text)
    heard = [finding for finding in found if not _is_suppressed(finding, file, silent)]
    plan, carried_out = _planned(file, _wanted(heard, settings.desk), heard)
    findings = [_settled(finding, plan, carried_out, settings.desk) for finding in heard]
    left = [finding for finding in findings if not _is_absorbed(finding, plan, carried_out)]
    left.sort(key=lambda finding: (finding.span, finding.rule))
    if accepted is not None:
        chosen = [
            finding.intent
            for finding in left
            if finding.intent in carried_out and (finding.rule, finding.span) in accepted
        ]
        plan, carried_out = _planned(file, [one for one in chosen if one is not None], heard)
    return Judgement(
        findings=tuple(left),
        edits=plan.edits,
        carried_out=carried_out,
        requests=sight.requests,
        faults=tuple(faults),
        mistakes=(*silent.mistakes, *silent.unknown(registry.ids())),
    )


def _planned(
    file: File, wanted: list[Intent], heard: Sequence[Finding]
) -> tuple[Plan, frozenset[Intent]]:
    """Plan the intents that can be carried out together with all that they need."""
    plan = file.plan(wanted)
    while True:
        carried_out = frozenset(wanted) - plan.obstacles.keys()
        kept = [
            intent
            for intent in wanted
            if all(need in carried_out for need in _needs(intent, heard))
        ]
        if kept == wanted:
            return plan, carried_out
        wanted = kept
        plan = file.plan(wanted)


def _ask(sites: Iterable[Site], settings: Settings) -> tuple[list[Finding], list[Fault]]:
    """Let the selected rules judge the sites; each place is reported once for each rule."""
    found: dict[tuple[str, Span], Finding] = {}
    faults: dict[str, Fault] = {}
    for site in sites:
        for rule in registry.by_site(type(site)):
            if rule.id not in settings.selected:
                continue
            try:
                for finding in rule.judge(site, settings.desk):
                    found.setdefault((finding.rule, finding.span), finding)
            except Exception as error:  # one bad rule never stops the rest
                faults.setdefault(rule.id, Fault(rule.id, f"{type(error).__name__}: {error}"))
    return list(found.values()), list(faults.values())


def _unread(gap: Gap) -> Finding:
    return ms901.RULE.flag(
        gap.span,
        "",
        f"The {gap.part} holds something of interest but was left as it is: {gap.reason}.",
        f"Mend the {gap.part}, or exclude the file; then run again.",
    )


def _is_suppressed(finding: Finding, file: File, silent: Suppressions) -> bool:
    if not silent.ignores:
        return False
    first, _ = file.lines.position(finding.span.start)
    last, _ = file.lines.position(max(finding.span.start, finding.span.end - 1))
    return silent.covers(first, last, finding.rule)


def _wanted(findings: Sequence[Finding], desk: Desk) -> list[Intent]:
    actions = {Action.REWRITE, Action.UNSAFE} if desk.unsafe else {Action.REWRITE}
    return [
        finding.intent
        for finding in findings
        if finding.intent is not None and finding.action in actions
    ]


def _needs(intent: Intent, findings: Iterable[Finding]) -> tuple[Intent, ...]:
    return next((finding.needs for finding in findings if finding.intent == intent), ())


def _settled(finding: Finding, plan: Plan, carried_out: frozenset[Intent], desk: Desk) -> Finding:
    """Turn a finding whose change is not made into a flag that says why."""
    intent = finding.intent
    is_asked_for = finding.action is Action.REWRITE or desk.unsafe
    if intent is None or intent in carried_out or not is_asked_for:
        return finding
    obstacle = plan.obstacles.get(intent)
    reason = obstacle.reason if obstacle else "another change that it depends on is not made"
    return replace(
        finding,
        action=Action.FLAG,
        intent=None,
        after=None,
        message=f"{finding.message} It was left as it is: {reason}.",
        help=f"Change it by hand. {finding.help}".strip(),
    )


def _is_absorbed(finding: Finding, plan: Plan, carried_out: frozenset[Intent]) -> bool:
    """Whether a finding stands inside text that another finding removes."""
    if finding.intent is None or finding.intent not in carried_out:
        return _is_within(finding.span, plan.removed)
    own = plan.targets.get(finding.intent)
    if own is None:
        return _is_within(finding.span, plan.removed)
    others = (span for intent, span in plan.targets.items() if intent in carried_out)
    return _is_within(own, (span for span in others if span != own))


def _is_within(span: Span, spans: Iterable[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in spans)


class _Stand(Struct, frozen=True):
    """A file as it stands between edits, with what is found in it."""

    file: File
    judgement: Judgement
    view: View | None


def _comments(file: File, judgement: Judgement) -> tuple[Edit, ...]:
    wanted = todo.todos(judgement.findings)
    return todo.additions(file.text, file.open_lines(), wanted)


def _is_made(finding: Finding, judgement: Judgement) -> bool:
    return finding.intent is not None and finding.intent in judgement.carried_out


def _edited(
    stand: _Stand,
    edits: tuple[Edit, ...],
    declined: Iterable[Finding],
    language: Language,
    settings: Settings,
) -> _Stand | Gate:
    """Make edits; return what the file is then, or the first gate that it does not pass.

    Of `declined` findings the edits may still be wanted afterwards.
    """
    file, view = stand.file, stand.view
    if not edits:
        return stand
    in_file = file.in_file(edits)
    after = splice(file.source.text, in_file)
    if not unchanged_outside(file.source.text, after, in_file):
        return Gate.OUTSIDE
    if not file.comments_stay(edits):
        return Gate.COMMENTS
    try:
        data = file.source.encode(after)
    except UnicodeEncodeError:
        return Gate.ENCODES
    try:
        parsed = language.parse(data)
    except SourceError:
        return Gate.PARSES
    again = parsed.opened(view)
    if again.frame != file.frame or again.text != splice(file.text, edits):
        return Gate.OUTSIDE
    if view is not None:
        view = view.after(edits, again.facts(view.file))
        again = parsed.opened(view)
    judgement = judge(again, settings)
    remaining = {moved(finding.span, edits) for finding in declined}
    made = [finding for finding in judgement.findings if _is_made(finding, judgement)]
    if any(finding.span not in remaining for finding in made):
        return Gate.STABLE
    return _Stand(again, judgement, view)
