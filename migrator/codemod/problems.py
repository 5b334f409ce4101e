"""What could not be done with a file, in words for the user."""

from migrator.codemod import engine
from migrator.codemod.discover import SourceFile
from migrator.codemod.languages.language import Language
from migrator.report.model import Problem


def too_large(file: SourceFile, language: Language) -> Problem:
    """Tell of a file that is larger than its language reads."""
    limit = language.MOST_BYTES // (1024 * 1024)
    return Problem(
        file.display,
        "too-large",
        f"the file is larger than {limit} MB and was left as it is; if it is generated, exclude "
        "it, and migrate what generates it",
    )


def faulty(file: SourceFile, fault: engine.Fault) -> Problem:
    """Tell of a rule that failed on a file."""
    return Problem(
        file.display,
        f"rule:{fault.rule}",
        f"the rule {fault.rule} failed on this file and was passed over ({fault.reason}); please "
        "report it",
    )


def refused(file: SourceFile, gate: engine.Gate) -> Problem:
    """Tell of a file whose result did not pass a gate."""
    return Problem(
        file.display,
        f"gate:{gate}",
        f"{_WRONG[gate]}, so the file was left byte for byte; please report it",
    )


_WRONG = {
    engine.Gate.ENCODES: "its encoding cannot spell what was to stand in it",
    engine.Gate.PARSES: "it would no longer have parsed",
    engine.Gate.STABLE: "a second run would have changed it again",
    engine.Gate.OUTSIDE: "more than the planned places would have changed",
    engine.Gate.COMMENTS: "a comment of code that stays would have been lost",
}


def crashed(file: SourceFile) -> Problem:
    """Tell of a file on which a worker process died."""
    return Problem(
        file.display,
        "crashed",
        "Python itself died on this file, so it was left as it is; exclude it and run again",
    )


def failed(file: SourceFile, error: Exception) -> Problem:
    """Tell of a file that is nested too deeply for this tool, or shows a defect of it."""
    if isinstance(error, RecursionError):
        return Problem(
            file.display,
            "too-deep",
            "the file is nested too deeply to be understood, so it was left as it is; change it "
            "by hand, or exclude it",
        )
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    return Problem(
        file.display,
        "defect",
        f"msmigrate failed on this file ({what}), so it was left as it is; please report it",
    )
