"""The user environment of Windows, with recorded commands; the registry itself only on Windows."""

import base64
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from migrator.context import Context
from migrator.files import journal, registry
from migrator.files.errors import FilesError, Kind
from migrator.files.registry import Hive, RegistryChange, RegistryValue, Tool, UserEnvironment
from migrator.files.store import open_store
from migrator.files.undo import undo
from migrator.secret import Secret

KEY = "sk-0123456789abcdef0123"
URL = "https://dashscope-intl.aliyuncs.com/apps/anthropic"


@dataclass
class Memory:
    """A registry in memory; `deaf`: it forgets what is written to it."""

    values: dict[str, RegistryValue] = field(default_factory=dict)
    announced: int = 0
    deaf: bool = False
    written: list[str] = field(default_factory=list)

    def read(self, hive: Hive, name: str) -> RegistryValue | None:
        return self.values.get(name) if hive is Hive.USER else None

    def require_writable(self) -> None:
        return

    def write(self, name: str, value: RegistryValue | None) -> None:
        self.written.append(name)
        if self.deaf:
            return
        if value is None:
            self.values.pop(name, None)
        else:
            self.values[name] = value

    def announce(self) -> bool:
        self.announced += 1
        return True


Effect = Callable[[Sequence[str], bytes], None]


@dataclass
class Recorder:
    """Takes the place of the processes; `effect` is what they do."""

    effect: Effect | None = None
    calls: list[tuple[list[str], bytes]] = field(default_factory=list)
    error: Exception | None = None

    def __call__(
        self,
        words: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        seconds: float = 10.0,
    ) -> subprocess.CompletedProcess[bytes]:
        spelled = [str(words[0]).replace("/", "\\"), *map(str, words[1:])]
        self.calls.append((spelled, stdin))
        if self.error is not None:
            raise self.error
        if self.effect is not None:
            self.effect(spelled, stdin)
        return subprocess.CompletedProcess(spelled, 0, b"", b"")


def context(run: Recorder, pwsh: str | None = None) -> Context:
    return Context(
        {"SystemRoot": r"C:\Windows"},
        Path("/home/person"),
        "win32",
        lambda name: Path(pwsh) if pwsh and name == "pwsh" else None,
        run,
    )


def text(value: str, *, expands: bool = False) -> RegistryValue:
    return RegistryValue(Secret(value), expands)


def of_powershell(memory: Memory) -> Effect:
    """What `SetEnvironmentVariable` does with what it is handed."""

    def effect(words: Sequence[str], stdin: bytes) -> None:
        name, value = (base64.b64decode(line).decode() for line in stdin.splitlines())
        if value:
            memory.values[name] = text(value)
        else:
            memory.values.pop(name, None)

    return effect


def of_setx(memory: Memory) -> Effect:
    def effect(words: Sequence[str], stdin: bytes) -> None:
        memory.values[words[1]] = text(words[2][:1024])

    return effect


def apply(changes: Sequence[RegistryChange], memory: Memory, here: Context) -> list[Tool | None]:
    environment = UserEnvironment(memory, here)
    try:
        return [environment.apply(change) for change in changes]
    finally:
        environment.close()


def test_what_is_there_already_is_not_written() -> None:
    memory, run = Memory({"A": text("x")}), Recorder()
    apply([RegistryChange("A", text("x"), text("x"))], memory, context(run))
    apply([RegistryChange("A", None, text("x"))], memory, context(run))
    assert (memory.written, memory.announced, run.calls) == ([], 0, [])


@pytest.mark.parametrize("value", ["y", ""])
def test_what_was_changed_meanwhile_is_left(value: str) -> None:
    memory, run = Memory({"A": text(value)}), Recorder()
    with pytest.raises(FilesError) as caught:
        apply([RegistryChange("A", None, text("x"))], memory, context(run))
    assert caught.value.kind is Kind.CHANGED
    assert "HKEY_CURRENT_USER" in str(caught.value)
    assert memory.values == {"A": text(value)}
    assert not run.calls


def test_powershell_gets_name_and_value_over_stdin() -> None:
    memory = Memory()
    run = Recorder(of_powershell(memory))
    change = RegistryChange("ANTHROPIC_API_KEY", None, text(KEY), Tool.POWERSHELL)
    assert apply([change], memory, context(run)) == [Tool.POWERSHELL]
    [(words, stdin)] = run.calls
    assert words[0] == r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
    assert not any(KEY in word or "ANTHROPIC" in word for word in words)
    assert [base64.b64decode(line).decode() for line in stdin.splitlines()] == [change.name, KEY]
    assert memory.values == {"ANTHROPIC_API_KEY": text(KEY)}
    assert memory.announced == 0  # PowerShell does it


def test_powershell_7_is_looked_up() -> None:
    memory = Memory()
    run = Recorder(of_powershell(memory))
    change = RegistryChange("A", None, text("x"), Tool.PWSH)
    assert apply([change], memory, context(run)) == [Tool.WINREG]
    memory.values.clear()
    found = context(run, pwsh=r"C:\pwsh\pwsh.exe")
    assert apply([change], memory, found) == [Tool.PWSH]
    assert [words[0] for words, _ in run.calls] == [r"C:\pwsh\pwsh.exe"]


def test_powershell_removes() -> None:
    memory = Memory({"A": text("x")})
    run = Recorder(of_powershell(memory))
    change = RegistryChange("A", text("x"), None, Tool.POWERSHELL)
    assert apply([change], memory, context(run)) == [Tool.POWERSHELL]
    assert memory.values == {}


def test_setx_writes_what_is_harmless() -> None:
    memory = Memory()
    run = Recorder(of_setx(memory))
    change = RegistryChange("ANTHROPIC_BASE_URL", None, text(URL), Tool.SETX, secret=False)
    assert apply([change], memory, context(run)) == [Tool.SETX]
    setx = r"C:\Windows\System32\setx.exe"
    assert run.calls == [([setx, "ANTHROPIC_BASE_URL", URL], b"")]


@pytest.mark.parametrize(
    ("value", "secret"),
    [
        (KEY, True),
        ("a%PATH%", False),
        ('a"b', False),
        ("a\\", False),
        ("x" * 1025, False),
        ("", False),
    ],
)
def test_setx_gets_nothing_else(value: str, secret: bool) -> None:
    memory = Memory()
    run = Recorder(of_setx(memory))
    change = RegistryChange("A", None, text(value), Tool.SETX, secret=secret)
    assert apply([change], memory, context(run)) == [Tool.WINREG]
    assert not run.calls
    assert memory.values == {"A": text(value)}
    assert memory.announced == 1


def test_setx_does_not_remove() -> None:
    memory = Memory({"A": text("x")})
    run = Recorder(of_setx(memory))
    change = RegistryChange("A", text("x"), None, Tool.SETX, secret=False)
    assert apply([change], memory, context(run)) == [Tool.WINREG]
    assert not run.calls
    assert memory.values == {}


@pytest.mark.parametrize("tool", [Tool.POWERSHELL, Tool.SETX])
@pytest.mark.parametrize(
    "run",
    [
        Recorder(),  # says that it succeeded and does nothing
        Recorder(error=FileNotFoundError()),
        Recorder(error=subprocess.TimeoutExpired("setx", 1)),
    ],
)
def test_a_tool_that_does_nothing_is_found_out(tool: Tool, run: Recorder) -> None:
    memory = Memory()
    change = RegistryChange("A", None, text("x"), tool, secret=False)
    assert apply([change], memory, context(run)) == [Tool.WINREG]
    assert memory.values == {"A": text("x")}


def test_a_cut_value_is_found_out() -> None:
    memory = Memory()

    def effect(words: Sequence[str], stdin: bytes) -> None:
        memory.values["A"] = text("x" * 10)

    change = RegistryChange("A", None, text("x" * 20), Tool.SETX, secret=False)
    assert apply([change], memory, context(Recorder(effect))) == [Tool.WINREG]
    assert memory.values == {"A": text("x" * 20)}


@pytest.mark.parametrize("tool", list(Tool))
def test_a_registry_that_keeps_nothing_is_an_error(tool: Tool) -> None:
    memory = Memory(deaf=True)
    change = RegistryChange("A", None, text("x"), tool, secret=False)
    with pytest.raises(FilesError) as caught:
        apply([change], memory, context(Recorder()))
    assert caught.value.kind is Kind.FAILED


def test_programs_are_told_once_a_run_and_also_after_a_failure() -> None:
    memory = Memory({"C": text("other")})
    changes = [RegistryChange(name, None, text("x")) for name in ("A", "B", "C")]
    with pytest.raises(FilesError):
        apply(changes, memory, context(Recorder()))
    assert memory.announced == 1
    assert sorted(memory.values) == ["A", "B", "C"]


def record(
    changes: Sequence[RegistryChange], memory: Memory, state: Path
) -> tuple[int, UserEnvironment]:
    """Carry the changes out as a run, and return its number."""
    environment = UserEnvironment(memory, context(Recorder()))
    with journal.begin(
        changes,
        command="setup",
        root=state,
        now=datetime(2026, 1, 1, tzinfo=UTC),
        state=state,
        environment=environment,
    ) as run:
        for change in changes:
            run.apply(change)
    assert run.id is not None
    return run.id, environment


@pytest.mark.parametrize(
    "before", [None, text("old é"), text(r"%USERPROFILE%\x", expands=True), text("")]
)
@pytest.mark.parametrize("after", [text(KEY), None])
def test_undo_puts_back_value_and_type(
    before: RegistryValue | None, after: RegistryValue | None, tmp_path: Path
) -> None:
    start = {"B": text("b")} if before is None else {"A": before, "B": text("b")}
    memory = Memory(dict(start))
    changes = [RegistryChange("A", before, after), RegistryChange("B", text("b"), text("c"))]
    number, environment = record(changes, memory, tmp_path)
    assert memory.values == {"B": text("c")} | ({} if after is None else {"A": after})
    assert memory.announced == 1
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes()
    result = undo(open_store(tmp_path), number, environment)
    assert memory.values == start
    assert memory.announced == 2
    assert result.problems == ()
    assert undo(open_store(tmp_path), number, environment).was_undone


@pytest.mark.parametrize("now", [text("mine"), text("new", expands=True), None])
def test_undo_leaves_what_was_changed_since(now: RegistryValue | None, tmp_path: Path) -> None:
    memory = Memory({"A": text("old")})
    number, environment = record([RegistryChange("A", text("old"), text("new"))], memory, tmp_path)
    memory.write("A", now)
    left = dict(memory.values)
    [problem] = undo(open_store(tmp_path), number, environment).problems
    assert problem.kind is Kind.CHANGED
    assert problem.path == registry.location("A")
    assert memory.values == left


def test_a_run_that_changes_no_value_leaves_no_record(tmp_path: Path) -> None:
    change = RegistryChange("A", text("x"), text("x"))
    with journal.begin(
        [change], command="setup", root=tmp_path, now=datetime.now(UTC), state=tmp_path
    ) as run:
        run.apply(change)
    assert run.id is None


def test_a_failure_leaves_the_others_to_be_undone(tmp_path: Path) -> None:
    memory = Memory()
    environment = UserEnvironment(memory, context(Recorder()))
    changes = [RegistryChange(name, None, text("x")) for name in ("A", "B")]
    with journal.begin(
        changes,
        command="setup",
        root=tmp_path,
        now=datetime.now(UTC),
        state=tmp_path,
        environment=environment,
    ) as run:
        run.apply(changes[0])
        memory.deaf = True
        with pytest.raises(FilesError):
            run.apply(changes[1])
    memory.deaf = False
    assert run.id is not None
    assert memory.values == {"A": text("x")}
    assert undo(open_store(tmp_path), run.id, environment).removed == (registry.location("A"),)
    assert memory.values == {}


@pytest.mark.skipif(sys.platform == "win32", reason="there is a registry")
def test_a_record_of_another_system_is_a_problem(tmp_path: Path) -> None:
    number, _ = record([RegistryChange("A", None, text("x"))], Memory(), tmp_path)
    [problem] = undo(open_store(tmp_path), number).problems
    assert "Windows" in str(problem)
    with (
        journal.begin(
            [RegistryChange("A", None, text("x"))],
            command="setup",
            root=tmp_path,
            now=datetime.now(UTC),
            state=tmp_path,
        ) as run,
        pytest.raises(FilesError),
    ):
        run.apply(RegistryChange("A", None, text("x")))


@pytest.mark.parametrize(
    ("change", "command"),
    [
        (
            RegistryChange("A", None, text(URL), Tool.SETX, secret=False),
            f'setx A "{URL}"',
        ),
        (
            RegistryChange("A", None, text(URL), Tool.POWERSHELL, secret=False),
            f"[Environment]::SetEnvironmentVariable('A', '{URL}', 'User')",
        ),
        (
            RegistryChange("A", None, text("it's"), Tool.POWERSHELL, secret=False),
            "[Environment]::SetEnvironmentVariable('A', 'it''s', 'User')",
        ),
        (
            RegistryChange("A", text("x"), None, Tool.POWERSHELL),
            "[Environment]::SetEnvironmentVariable('A', $null, 'User')",
        ),
        (RegistryChange("A", text("x"), None, Tool.SETX), r"reg delete HKCU\Environment /v A /f"),
        (RegistryChange("A", None, text(KEY), Tool.SETX), 'setx A "sk-…0123"'),
    ],
)
def test_the_equivalent_command(change: RegistryChange, command: str) -> None:
    assert registry.equivalent(change) == command


def test_nothing_printed_shows_the_key() -> None:
    change = RegistryChange("A", text(KEY), text(KEY))
    assert KEY not in repr(change)
    for tool in Tool:
        shown = registry.equivalent(RegistryChange("A", None, text(KEY), tool))
        assert KEY not in shown


def test_there_is_a_registry_on_windows_alone() -> None:
    assert (registry.of_this_machine() is None) == (sys.platform != "win32")


if sys.platform == "win32":
    import winreg

    from migrator.context import of_this_process

    NAME = "MSMIGRATE_TEST_OF_REGISTRY"

    @pytest.fixture
    def real(user_environment_alone: None) -> Iterator[registry.Registry]:
        found = registry.of_this_machine()
        assert found is not None
        found.write(NAME, None)
        yield found
        found.write(NAME, None)

    def apply_to(real: registry.Registry, change: RegistryChange) -> None:
        environment = UserEnvironment(real, of_this_process())
        environment.apply(change)
        environment.close()

    @pytest.mark.parametrize("tool", [Tool.WINREG, Tool.SETX, Tool.POWERSHELL])
    @pytest.mark.parametrize("value", [URL, "it's", "a b&c|d^e", "100%", "ä€"])
    def test_the_real_tools(real: registry.Registry, tool: Tool, value: str) -> None:
        change = RegistryChange(NAME, None, text(value), tool, secret=False)
        apply_to(real, change)
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, "Environment") as key:
            assert winreg.QueryValueEx(key, NAME) == (value, winreg.REG_SZ)
        UserEnvironment(real, of_this_process()).put(NAME, None)
        assert real.read(Hive.USER, NAME) is None

    def test_the_real_type_is_restored(real: registry.Registry) -> None:
        before = text(r"%USERPROFILE%\x", expands=True)
        real.write(NAME, before)
        change = RegistryChange(NAME, before, text("new"))
        apply_to(real, change)
        UserEnvironment(real, of_this_process()).put(NAME, before)
        assert real.read(Hive.USER, NAME) == before

    def test_a_value_that_is_no_text_is_an_error(real: registry.Registry) -> None:
        path = "Environment"
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_SET_VALUE) as key:
            winreg.SetValueEx(key, NAME, 0, winreg.REG_DWORD, 7)
        with pytest.raises(FilesError):
            real.read(Hive.USER, NAME)
