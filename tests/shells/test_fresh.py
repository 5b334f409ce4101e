"""A shell that is asked can do what it likes: it gets its time, and nothing of it stays."""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread, main_thread

import pytest

from migrator.context import Context
from migrator.shells.bash import BASH
from migrator.shells.elvish import ELVISH
from migrator.shells.fresh import SECONDS, Answer, Question, Saw, ask, ask_all, questions
from migrator.shells.nu import NU
from migrator.shells.posix import INTERACTIVE
from migrator.shells.shell import Shell

if sys.platform == "win32":
    pytest.skip("a new shell is not asked on Windows", allow_module_level=True)

KEY = "sk-0123456789abcdef0123456789abcdef"
SET = f"export MS_SET={KEY}\n"

Installed = Callable[[str], Shell]


def asked(
    context: Context, rc: str, seconds: float = 10.0, wanted: str | None = KEY, **more: Event
) -> Answer:
    """Ask an interactive bash with that `.bashrc`."""
    (context.home / ".bashrc").write_text(rc)
    return ask(Question(BASH, INTERACTIVE, {"MS_SET": wanted}), context, seconds, **more)


def lives(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    if stat.parent.parent.joinpath("self").exists():
        return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_value_that_is_there(shell_home: Context) -> None:
    answer = asked(shell_home, SET)
    assert answer.good
    assert answer.saw == {"MS_SET": Saw.WANTED}


@pytest.mark.parametrize(
    ("rc", "wanted", "saw"),
    [
        ("", KEY, Saw.ABSENT),
        ("MS_SET=not-exported\n", KEY, Saw.ABSENT),
        ("export MS_SET=\n", KEY, Saw.OTHER),
        (f"export MS_SET='{KEY} '\n", KEY, Saw.OTHER),
        (f"export MS_SET='{KEY}\r'\n", KEY, Saw.OTHER),
        ("export MS_SET=\n", None, Saw.OTHER),
        ("export MS_SET=\n", "", Saw.WANTED),
        ("", "", Saw.ABSENT),
        ("", None, Saw.WANTED),
        ("export MS_SET=$'\\xff'\n", "\udcff", Saw.WANTED),
        ("export MS_SET=é\n", "é", Saw.WANTED),
    ],
)
def test_what_is_seen(shell_home: Context, rc: str, wanted: str | None, saw: Saw) -> None:
    answer = asked(shell_home, rc, wanted=wanted)
    assert (answer.trouble, answer.saw) == ("", {"MS_SET": saw})
    assert answer.good == (saw is Saw.WANTED)


def test_our_own_environment_is_not_passed_on(shell_home: Context) -> None:
    context = replace(shell_home, env={**shell_home.env, "MS_SET": KEY, "BASH_ENV": "/nowhere"})
    assert asked(context, "[ -z $BASH_ENV ] || export MS_SET=x\n").saw == {"MS_SET": Saw.ABSENT}


def test_a_start_up_file_can_tell_that_it_is_asked(shell_home: Context) -> None:
    answer = asked(shell_home, f'[ "$MSMIGRATE_PROBE" = 1 ] && {SET}')
    assert answer.good


@pytest.mark.parametrize(
    "rc",
    [
        "yes welcome | head -n 400000\n",
        "echo '<abc{\"MS_SET\": null}abc>'; cat ~/.bashrc\n",
        "printf '\\0\\377\\033[2J'; printf 'no line end'\n",
        "cat /dev/zero | head -c 3000000 >&2\n",
        "read -r answer; read -r -s password\n",
        "stty -echo; clear; reset 2>/dev/null\n",
        "exec 3>&1 4>&2 5</dev/null; ulimit -c 0; umask 777\n",
        "cd /; PATH=/nowhere; unset HOME; export PYTHONPATH=/nowhere PYTHONHOME=/nowhere\n",
        "export PYTHONSTARTUP=/nowhere PYTHONUTF8=x PYTHONOPTIMIZE=x LC_ALL=nowhere\n",
        "set -e; set -u; trap '' HUP TERM INT\n",
        "trap 'echo bye; sleep 30' EXIT\n",
    ],
)
def test_what_start_up_files_do_does_not_matter(shell_home: Context, rc: str) -> None:
    answer = asked(shell_home, rc + SET)
    assert answer.good, answer


def test_it_has_no_terminal_and_no_history(shell_home: Context) -> None:
    rc = "{ : < /dev/tty; } 2>/dev/null || test -t 0 || test $HISTFILE != /dev/null || "
    assert asked(shell_home, rc + SET).good
    assert sorted(path.name for path in shell_home.home.iterdir()) == [".bashrc"]


@pytest.mark.parametrize(
    ("rc", "trouble"),
    [
        ("exit 3\n", "status 3"),
        ("exit\n", "status 0"),
        ("exec >/dev/null\n", "status 0"),
        ("kill -9 $$\n", "signal 9"),
        ("kill -9 0\n", "signal 9"),
        ("kill -9 -$$\n", "signal 9"),
        ("kill -SEGV $$\n", "signal 11"),
    ],
)
def test_could_not_tell(shell_home: Context, rc: str, trouble: str) -> None:
    answer = asked(shell_home, SET + rc)
    assert trouble in answer.trouble
    assert answer.saw == {}
    assert not answer.good


@pytest.mark.parametrize(
    "rc",
    [
        "sleep 300\n",
        "while :; do echo again; done\n",
        "trap '' HUP TERM INT; while :; do sleep 1; done\n",
        "kill -STOP $$\n",
        "exec sleep 300\n",
    ],
)
def test_too_slow(shell_home: Context, rc: str) -> None:
    number = shell_home.home / "number"
    for seconds in (0.6, 3, SECONDS):  # a busy machine may need some to come so far
        began = time.monotonic()
        answer = asked(shell_home, f"echo $$ > ~/number\n{rc}{SET}", seconds=seconds)
        assert f"no answer within {seconds} seconds" in answer.trouble
        assert time.monotonic() - began < seconds + 5
        if number.exists() and number.stat().st_size:
            break
    assert not lives(int(number.read_text()))


LEFT_BEHIND = {
    "in the background": "sleep 300 & echo $! >> ~/numbers",
    "disowned": "sleep 300 & disown; echo $! >> ~/numbers",
    "of a subshell": "(sleep 300 & echo $! >> ~/numbers)",
    "that ignores signals": "(trap '' HUP TERM INT; sleep 300 & echo $! >> ~/numbers)",
    "that holds the output": "{ sleep 300 & echo $! >> ~/numbers; } 2>&1",
    "in a group of its own": "set -m; sleep 300 & echo $! >> ~/numbers; set +m",
    "that goes on starting others": "(while :; do sleep 0.01; done) & echo $! >> ~/numbers",
    "stopped": "sleep 300 & kill -STOP $!; echo $! >> ~/numbers",
}


@pytest.mark.parametrize("how", LEFT_BEHIND.values(), ids=LEFT_BEHIND)
def test_nothing_is_left_running(shell_home: Context, how: str) -> None:
    answer = asked(shell_home, f"{how}\n{SET}")
    numbers = [int(number) for number in (shell_home.home / "numbers").read_text().split()]
    assert answer.good
    assert numbers
    assert not any(map(lives, numbers))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows the environment of others")
def test_what_left_the_session_is_found_by_its_environment(shell_home: Context) -> None:
    rc = "setsid -f sh -c 'echo $$ > ~/number; exec sleep 300'; sleep 0.2\n"
    answer = asked(shell_home, rc + SET)
    assert answer.good
    assert not lives(int((shell_home.home / "number").read_text()))


def once_there(path: Path, act: Callable[[], object]) -> None:
    """Act as soon as a file is there, so that nothing depends on how busy the machine is."""

    def wait() -> None:
        while not (path.exists() and path.stat().st_size):
            time.sleep(0.02)
        act()

    Thread(target=wait, daemon=True).start()


def test_it_can_be_stopped(shell_home: Context) -> None:
    stop = Event()
    once_there(shell_home.home / "number", stop.set)
    began = time.monotonic()
    answer = asked(shell_home, "echo $$ > ~/number; sleep 300\n", stop=stop)
    assert time.monotonic() - began < SECONDS
    assert answer.trouble
    assert not lives(int((shell_home.home / "number").read_text()))


def test_an_interruption_ends_the_shells(shell_home: Context) -> None:
    (shell_home.home / ".bashrc").write_text("echo $$ >> ~/numbers; sleep 300\n")
    several = [Question(BASH, INTERACTIVE, {"MS_SET": KEY})] * 6
    alarm = signal.signal(signal.SIGALRM, signal.default_int_handler)
    main = main_thread().ident or 0
    once_there(shell_home.home / "numbers", lambda: signal.pthread_kill(main, signal.SIGALRM))
    began = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            ask_all(several, shell_home)
    finally:
        signal.signal(signal.SIGALRM, alarm)
    assert time.monotonic() - began < SECONDS
    numbers = (shell_home.home / "numbers").read_text().split()
    assert 1 <= len(numbers) <= 4  # those that had not begun do not begin
    assert not any(lives(int(number)) for number in numbers)


def test_answers_keep_the_order_of_questions(shell_home: Context) -> None:
    (shell_home.home / ".bashrc").write_text("export MS_SET=1\n")
    several = [Question(BASH, INTERACTIVE, {"MS_SET": str(number)}) for number in range(6)]
    answers = ask_all(several, shell_home)
    assert [answer.question for answer in answers] == several
    assert [answer.good for answer in answers] == [number == 1 for number in range(6)]


def test_the_value_travels_nowhere(shell_home: Context, tmp_path: Path) -> None:
    spy = "trap '{ cat /proc/$$/cmdline || ps -ww -o command= -p $$; env; } >> ~/spied' EXIT\n"
    answer = asked(shell_home, f"{spy}exec 2> ~/errors\n")
    assert answer.saw == {"MS_SET": Saw.ABSENT}
    for path in shell_home.home.iterdir():
        assert KEY not in path.read_text()
    assert "MSMIGRATE_PROBE" in (shell_home.home / "spied").read_text()


def test_what_it_wrote_is_masked(shell_home: Context) -> None:
    rc = "set -x\nexport MS_SET=other-secret\nexport OLD_KEY=sk-ant-api03-abcdefgh0123456789xyz\n"
    answer = asked(shell_home, f"{rc}printf '\\033[31mred\\033[0m\\a\\n' >&2\n{SET}exit 3\n")
    assert "export MS_SET=…" in answer.wrote.replace("'", "")
    assert KEY not in answer.wrote
    assert "abcdefgh" not in answer.wrote
    assert "\nred\n" in answer.wrote
    assert "\x1b" not in answer.wrote
    assert len(answer.wrote) <= 600


@pytest.mark.parametrize("name", ["bash", "mksh", "yash"])
def test_a_shell_that_misses_its_terminal_has_no_trouble_to_tell(
    shell_home: Context, installed_shell: Installed, name: str
) -> None:
    shell = installed_shell(name)
    for file in shell.files(shell_home):
        file.path.write_text("echo one >&2\necho two >&2\n")
    (answer, _) = ask_all(questions(shell, shell_home, {"MS_SET": KEY}), shell_home)
    assert answer.wrote == "one\ntwo"


def test_no_answer_shows_the_value() -> None:
    assert KEY not in repr(Answer(Question(BASH, INTERACTIVE, {"MS_SET": KEY}), {}))


def test_a_shell_that_is_not_installed(shell_home: Context) -> None:
    context = replace(shell_home, which=lambda name: None)
    answer = ask(Question(BASH, INTERACTIVE, {"MS_SET": KEY}), context)
    assert answer.trouble == "bash is not installed"


def test_a_shell_that_cannot_be_started(shell_home: Context) -> None:
    broken = shell_home.home / "bash"
    broken.write_text("#!/nowhere\n")
    broken.chmod(0o755)
    context = replace(shell_home, which=lambda name: broken)
    answer = ask(Question(BASH, INTERACTIVE, {"MS_SET": KEY}), context)
    assert "could not be started" in answer.trouble


def test_a_home_that_is_gone(shell_home: Context) -> None:
    context = replace(shell_home, home=shell_home.home / "gone")
    answer = ask(Question(BASH, INTERACTIVE, {"MS_SET": KEY}), context)
    assert answer.saw == {"MS_SET": Saw.ABSENT}


@pytest.mark.parametrize(
    ("shell", "file", "slow", "ends"),
    [
        (NU, "nushell/config.nu", "sleep 300sec", "exit 3"),
        (ELVISH, "elvish/rc.elv", "sleep 300", "exit 3"),
    ],
    ids=["nu", "elvish"],
)
def test_on_a_terminal(
    shell_home: Context, installed_shell: Installed, shell: Shell, file: str, slow: str, ends: str
) -> None:
    installed_shell(shell.name)
    path = shell_home.home / ".config" / file
    path.parent.mkdir(parents=True)
    (question,) = questions(shell, shell_home, {"MS_SET": KEY})

    path.write_text("echo <welcome>\n" if shell is ELVISH else 'print "<welcome>"\n')
    answer = ask(question, shell_home)
    assert (answer.trouble, answer.saw) == ("", {"MS_SET": Saw.ABSENT})

    path.write_text(f"{slow}\n")
    assert "no answer within 1 seconds" in ask(question, shell_home, 1).trouble
    path.write_text(f"{ends}\n")
    assert "status 3" in ask(question, shell_home).trouble


def test_on_windows_nobody_is_asked(shell_home: Context) -> None:
    assert questions(BASH, replace(shell_home, platform="win32"), {"MS_SET": KEY}) == ()
