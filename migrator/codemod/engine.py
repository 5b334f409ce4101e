"""One file through the codemod: bytes in, findings and bytes out. Nothing is read or written here.

The gates stand between the edits and the result; a file that fails one keeps its bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from migrator.codemod.edits import splice, unchanged_outside
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


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides about findings; the same for every file of a run, and picklable.

    `selected` are the ids of the rules that speak.
    """

    desk: Desk
    selected: frozenset[str]
    comments: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that failed on a file: a defect of ours that does not stop the others."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The findings of a file that was read, with the edits that carry them out."""

    findings: tuple[Finding, ...]
    edits: tuple[Edit, ...]
    carried_out: frozenset[Intent]
    requests: int
    faults: tuple[Fault, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
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
    parsed: Parsed, language: Language, settings: Settings, view: View | None = None
) -> Outcome:
    """Judge a parsed file with the view of its project, edit it, and put it through the gates."""
    file = parsed.opened(view)
    judgement = judge(file, settings)
    if not judgement.edits:
        return Outcome(file, judgement)
    in_file = file.in_file(judgement.edits)
    after = splice(file.source.text, in_file)
    failed = _failed_gate(file, judgement, after, in_file, language, settings, view)
    if failed is not None:
        return Outcome(file, judgement, failed=failed)
    return Outcome(file, judgement, after=after)


def judge(file: File, settings: Settings) -> Judgement:
    """Return the findings of a file, and the edits of those that are carried out."""
    sight = file.look(comments=settings.comments)
    found, faults = _ask(sight.sites, settings)
    if ms901.RULE.id in settings.selected:
        found += map(_unread, file.gaps)
    silent = Suppressions.of(file.text)
    heard = [finding for finding in found if not _is_suppressed(finding, file, silent)]
    wanted = _wanted(heard, settings.desk)
    plan = file.plan(wanted)
    while True:
        carried_out = frozenset(wanted) - plan.obstacles.keys()
        kept = [
            intent
            for intent in wanted
            if all(need in carried_out for need in _needs(intent, heard))
        ]
        if kept == wanted:
            break
        wanted = kept
        plan = file.plan(wanted)
    findings = [_settled(finding, plan, carried_out, settings.desk) for finding in heard]
    left = [finding for finding in findings if not _is_absorbed(finding, plan, carried_out)]
    left.sort(key=lambda finding: (finding.span, finding.rule))
    return Judgement(
        findings=tuple(left),
        edits=plan.edits,
        carried_out=carried_out,
        requests=sight.requests,
        faults=tuple(faults),
        mistakes=(*silent.mistakes, *silent.unknown(registry.ids())),
    )


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


def _failed_gate(
    file: File,
    judgement: Judgement,
    after: str,
    in_file: Sequence[Edit],
    language: Language,
    settings: Settings,
    view: View | None,
) -> Gate | None:
    """Return the first gate that a result does not pass."""
    if not unchanged_outside(file.source.text, after, in_file):
        return Gate.OUTSIDE
    if not file.comments_stay(judgement.edits):
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
    if again.frame != file.frame or again.text != splice(file.text, judgement.edits):
        return Gate.OUTSIDE
    if view is not None:
        own = again.facts(view.file)
        again = parsed.opened(view.after(judgement.edits, own))
    return Gate.STABLE if judge(again, settings).edits else None
