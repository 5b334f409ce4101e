"""`msmigrate models`: the Qwen models of the page, and what a Claude id becomes."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from migrator.catalog.claude import NameKind
    from migrator.catalog.mapping import Mapping
    from migrator.catalog.qwen import QwenModel

_UNKNOWN = 2
_WIDTH = 80


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a name becomes without and with thinking; `problem` says why it has no target."""

    name: str
    kind: str | None
    plain: str | None
    thinking: str | None
    problem: str | None


@click.command(name="models")
@click.argument("names", metavar="[CLAUDE_ID]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What to print.",
)
@click.option(
    "--map",
    "overrides",
    metavar="CLAUDE=QWEN",
    multiple=True,
    help="Use another mapping for a name or glob; repeatable.",
)
@click.pass_context
def command(
    context: click.Context, names: tuple[str, ...], form: str, overrides: tuple[str, ...]
) -> None:
    """List the Qwen models, or show what each CLAUDE_ID becomes."""
    from migrator.catalog.mapping import Mapping, parse_override
    from migrator.report.printable import visible

    mapping = Mapping(tuple(parse_override(text) for text in overrides))
    for line in _warnings(mapping):
        click.echo(line, err=True)
    answers = [_answer(name, mapping) for name in names]
    if form == "json":
        click.echo(_answers_json(answers) if names else _models_json())
    else:
        for line in _answers_text(answers) if names else _models_text():
            click.echo(line)
    problems = [f"{answer.name} {answer.problem}." for answer in answers if answer.problem]
    for problem in problems:
        click.echo(visible(f"msmigrate: {problem}"), err=True)
    if problems:
        context.exit(_UNKNOWN)


def _warnings(mapping: "Mapping") -> Iterator[str]:
    from migrator.catalog import qwen
    from migrator.report.printable import visible

    for name in mapping.unknown_targets():
        near = qwen.suggest(name)
        hint = f" Did you mean {near}?" if near else ""
        yield f"warning: the catalog does not list the Qwen model '{visible(name)}'.{hint}"


def _answer(name: str, mapping: "Mapping") -> _Answer:
    from migrator.catalog.claude import classify

    found = classify(name)
    plain = mapping.target(name, thinking=False)
    return _Answer(
        name,
        found.kind.value if found else None,
        plain,
        mapping.target(name, thinking=True),
        _problem(name, found.kind if found else None) if plain is None else None,
    )


def _problem(name: str, kind: "NameKind | None") -> str:
    from migrator.catalog import qwen
    from migrator.catalog.claude import NameKind

    if kind is None:
        if qwen.find(name):
            return "is a Qwen model already"
        if qwen.is_prose_only(name):
            return f"is in no list of the page; it has {qwen.suggest(name)} in its samples"
        return "is no name of a Claude model"
    return {
        NameKind.OTHER_ROUTE: "belongs to another provider, whose names stay as they are",
        NameKind.DOTTED: "is spelled as other providers do; write the id with hyphens",
        NameKind.SUFFIXED: "has a suffix that no id of the Anthropic API has",
        NameKind.BARE_GENERATION: "names a generation; add the family, such as opus or haiku",
        NameKind.UNKNOWN_FAMILY: "is of a family that the catalog lacks; choose with --map",
    }.get(kind, "is only part of a name")


def _answers_text(answers: Sequence[_Answer]) -> Iterator[str]:
    from migrator.report.printable import visible

    mapped = [answer for answer in answers if answer.problem is None]
    if not mapped:
        return
    rows = [(visible(each.name), each.plain or "", each.thinking or "none") for each in mapped]
    yield from _columns([("Claude model", "Plain", "With thinking"), *rows])
    if any(each.thinking is None for each in mapped):
        yield ""
        yield "none: no model of that series thinks, so such a call is reported and stays."


def _answers_json(answers: Sequence[_Answer]) -> str:
    entries = [
        {
            "name": each.name,
            "kind": each.kind,
            "plain": each.plain,
            "thinking": each.thinking,
            "message": each.problem,
        }
        for each in answers
    ]
    return json.dumps({"schema": 1, "names": entries}, indent=2)


def _models_text() -> Iterator[str]:
    from migrator.catalog import qwen
    from migrator.report.printable import wrap

    head = ("Model", "Series", "Thinking", "Output limit")
    yield from _columns([head, *map(_model_row, qwen.models())])
    page, day = qwen.source()
    prose = qwen.prose_only()
    notes = (
        f"Source: {page}, {day}.",
        "implied: the page neither marks the model nor excludes it.",
        "Output limits, in tokens, are not on the page: " + "; ".join(_limit_sources()) + ".",
        *(f"{name}: named in the text of the page, in no list; never used." for name in prose),
    )
    for note in notes:
        yield ""
        yield from wrap(note, _WIDTH)


def _model_row(model: "QwenModel") -> tuple[str, ...]:
    thinking = "yes" if model.thinking else "no"
    if model.evidence == "implied":
        thinking += " (implied)"
    limit = "unknown" if model.max_output is None else f"{model.max_output:,}"
    return model.name, model.series, thinking, limit


def _limit_sources() -> Iterator[str]:
    from migrator.catalog import qwen

    found = {(model.max_output_source, model.max_output_date) for model in qwen.models()}
    return (f"{source}, {day}" for source, day in sorted(found, key=str) if source)


def _models_json() -> str:
    from migrator.catalog import qwen

    page, day = qwen.source()
    entries = [
        {
            "name": model.name,
            "series": model.series,
            "thinking": model.thinking,
            "evidence": model.evidence,
            "max_output": model.max_output,
            "max_output_source": model.max_output_source,
            "max_output_date": model.max_output_date and str(model.max_output_date),
        }
        for model in qwen.models()
    ]
    table = {"schema": 1, "source": page, "date": str(day), "models": entries}
    return json.dumps(table, indent=2)


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterable[str]:
    from migrator.report.printable import cells

    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (
            text + " " * (width - cells(text)) for text, width in zip(row, widths, strict=True)
        )
        yield "  ".join(padded).rstrip()
