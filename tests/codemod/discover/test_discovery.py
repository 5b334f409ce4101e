import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.codemod.discover import Discovery, FileKinds, NoteKind, discover
from migrator.codemod.errors import CodemodError

Plant = Callable[..., None]
Git = Callable[..., str]
Unprivileged = Callable[[Path, Callable[[], Discovery]], Discovery]


def _names(found: Discovery) -> list[str]:
    return [file.display for file in found.files]


def _notes(found: Discovery) -> list[tuple[str, NoteKind]]:
    return [(note.display, note.kind) for note in found.notes]


@pytest.fixture(params=["git", "walk"])
def tree(request: pytest.FixtureRequest) -> Path:
    """A work tree, and a folder that is none: what holds for both is tested on both."""
    name = "repository" if request.param == "git" else "plain"
    path: Path = request.getfixturevalue(name)
    return path


class TestAnyTree:
    def test_an_empty_tree_has_nothing(self, tree: Path) -> None:
        found = discover([tree])
        assert (found.files, found.seen, found.ignored) == ((), 0, 0)
        assert (found.notes, found.problems) == ((), ())

    def test_other_files_are_left_alone(self, tree: Path, plant: Plant) -> None:
        plant(tree, "a.txt", "b", "c.py.orig", "py", ".py.swp", "d.ipynb.bak", "e.PY")
        plant(tree, "script", text="#!/usr/bin/env python\n")
        assert discover([tree]).files == ()
        assert discover([tree]).seen == 0

    def test_python_files_are_found_sorted_with_forward_slashes(
        self, tree: Path, plant: Plant
    ) -> None:
        plant(tree, "b/c.pyi", "b.py", "a/x/y.pyw", "b-1.py", "b.ipynb")
        found = discover([tree])
        assert _names(found) == ["a/x/y.pyw", "b-1.py", "b.ipynb", "b.py", "b/c.pyi"]
        assert [file.path for file in found.files] == [tree / name for name in _names(found)]
        assert found.seen == 5
        assert found.base == tree
        assert found.projects == (tree,)

    def test_other_kinds_can_be_asked_for(self, tree: Path, plant: Plant) -> None:
        plant(tree, "a.py", "b.ts", "c.ipynb")
        assert _names(discover([tree], kinds=FileKinds((".ts", ".ipynb")))) == ["b.ts", "c.ipynb"]

    def test_ignore_rules_hold_at_every_depth(self, tree: Path, plant: Plant) -> None:
        plant(tree, "a.py", "gen/b.py", "x/gen/c.py", "x/d.py", "x/e.py", "x/keep_pb.py")
        plant(tree, ".gitignore", text="gen/\n*_pb.py\n")
        plant(tree, "x/.gitignore", text="d.py\n!keep_pb.py\n")
        assert _names(discover([tree])) == ["a.py", "x/e.py", "x/keep_pb.py"]

    def test_ignore_rules_above_the_path_hold(self, tree: Path, plant: Plant) -> None:
        plant(tree, "src/a.py", "src/b.py")
        plant(tree, ".gitignore", text="/src/b.py\n")
        assert _names(discover([tree / "src"])) == ["a.py"]

    def test_an_ignored_folder_named_by_hand_is_looked_at(self, tree: Path, plant: Plant) -> None:
        plant(tree, "out/a.py", "out/b.py", "c.py")
        plant(tree, ".gitignore", text="out\n")
        plant(tree, "out/.gitignore", text="b.py\n")
        assert _names(discover([tree / "out"])) == ["a.py"]
        assert _names(discover([tree, tree / "out"])) == ["c.py", "out/a.py"]

    def test_an_ignored_file_named_by_hand_is_looked_at(self, tree: Path, plant: Plant) -> None:
        plant(tree, "out/a.py", "out/b.py", ".venv/x.py", ".venv/pyvenv.cfg")
        plant(tree, ".gitignore", text="out\n")
        found = discover([tree / "out/a.py", tree / ".venv/x.py"])
        assert _names(found) == [".venv/x.py", "out/a.py"]
        assert found.ignored == 0

    def test_nothing_found_names_what_is_ignored(self, tree: Path, plant: Plant) -> None:
        plant(tree, "src/a.py", "src/b.py", "c.py")
        plant(tree, ".gitignore", text="src/\nc.py\n")
        found = discover([tree])
        assert found.passed == ("src",)
        assert (found.seen, found.ignored) == (1, 1)

    @pytest.mark.parametrize(
        "folder",
        ["build", "dist", "__pycache__", ".tox/py311", ".eggs", "a.egg-info", "node_modules"],
    )
    def test_untracked_output_is_passed_over(self, tree: Path, plant: Plant, folder: str) -> None:
        plant(tree, f"{folder}/a.py", f"x/{folder}/b/c.py", "d.py")
        assert _names(discover([tree])) == ["d.py"]

    def test_untracked_environments_are_passed_over(self, tree: Path, plant: Plant) -> None:
        plant(tree, "env/a.py", "venv/b.py", "mine/c.py", "x/.venv/lib/site-packages/d.py")
        plant(tree, "venv/pyvenv.cfg", "mine/pyvenv.cfg", "x/.venv/pyvenv.cfg")
        assert _names(discover([tree])) == ["env/a.py"]

    def test_output_named_by_hand_is_looked_at(self, tree: Path, plant: Plant) -> None:
        plant(tree, "build/a.py", "build/lib/b.py", "build/build/c.py")
        assert _names(discover([tree / "build"])) == ["a.py", "lib/b.py"]
        assert _names(discover([tree, tree / "build"])) == ["build/a.py", "build/lib/b.py"]

    def test_exclude_is_relative_to_the_project(self, tree: Path, plant: Plant) -> None:
        plant(tree, "src/a.py", "src/src/a.py", "tests/b.py", "src/tests/c.py")
        found = discover([tree / "src"], ["/src/a.py", "tests"])
        assert _names(found) == ["src/a.py"]
        assert (found.seen, found.ignored) == (3, 2)

    def test_exclude_can_be_anchored_elsewhere(self, tree: Path, plant: Plant) -> None:
        plant(tree, "x/src/a.py", "src/a.py")
        assert _names(discover([tree], ["/src"], anchor=tree / "x")) == ["src/a.py"]

    def test_exclude_holds_for_a_file_named_by_hand(self, tree: Path, plant: Plant) -> None:
        plant(tree, "a.py", "b.py")
        found = discover([tree / "a.py", tree / "b.py"], ["a.py"])
        assert _names(found) == ["b.py"]
        assert found.ignored == 1

    def test_a_bad_exclude_pattern_is_refused(self, tree: Path) -> None:
        with pytest.raises(CodemodError, match="'!'"):
            discover([tree / "gone"], ["!"])

    def test_a_file_is_visited_once_by_its_own_name(self, tree: Path, plant: Plant) -> None:
        plant(tree, "m.py", "x/y.py")
        (tree / "a.py").symlink_to("m.py")
        (tree / "x/z.py").symlink_to("y.py")
        found = discover([tree, tree / "m.py", tree / "x", tree / "x" / ".." / "x"])
        assert [(file.display, file.path) for file in found.files] == [
            ("m.py", tree / "m.py"),
            ("x/y.py", tree / "x/y.py"),
        ]

    def test_a_file_met_by_links_alone_is_visited_by_the_first(
        self, tree: Path, plant: Plant
    ) -> None:
        plant(tree, "script")
        for name in ("b.py", "a.py", "c.py"):
            (tree / name).symlink_to("script")
        assert _names(discover([tree])) == ["a.py"]

    def test_a_link_out_of_the_tree_is_named_and_not_followed(
        self, tree: Path, tmp_path: Path, plant: Plant
    ) -> None:
        plant(tmp_path, "other/a.py", "other/b.txt")
        plant(tree, "c.py")
        (tree / "link.py").symlink_to(tmp_path / "other/a.py")
        (tree / "folder").symlink_to(tmp_path / "other")
        (tree / "text.txt").symlink_to(tmp_path / "other/b.txt")
        found = discover([tree])
        assert _names(found) == ["c.py"]
        assert _notes(found) == [
            ("folder", NoteKind.OUTSIDE_LINK),
            ("link.py", NoteKind.OUTSIDE_LINK),
        ]
        assert str(tmp_path / "other/a.py") in found.notes[1].message

    def test_a_link_to_what_was_not_named_is_out_of_the_tree(
        self, tree: Path, plant: Plant
    ) -> None:
        plant(tree, "a/b.py", "c/d.py")
        (tree / "a/link.py").symlink_to("../c/d.py")
        assert _names(discover([tree / "a"])) == ["b.py"]
        assert _notes(discover([tree / "a"])) == [("link.py", NoteKind.OUTSIDE_LINK)]
        assert _names(discover([tree / "a", tree / "c"])) == ["a/b.py", "c/d.py"]

    def test_a_link_named_by_hand_is_followed_anywhere(
        self, tree: Path, tmp_path: Path, plant: Plant
    ) -> None:
        plant(tmp_path, "other/a.py")
        (tree / "link.py").symlink_to(tmp_path / "other/a.py")
        (tree / "folder").symlink_to(tmp_path / "other")
        (file,) = discover([tree / "link.py"]).files
        assert (file.display, file.path) == ("link.py", tmp_path / "other/a.py")
        (file,) = discover([tree / "folder"]).files
        assert (file.display, file.path) == ("a.py", tmp_path / "other/a.py")

    def test_a_link_to_an_excluded_or_foreign_file_is_not_followed(
        self, tree: Path, plant: Plant
    ) -> None:
        plant(tree, "no/a.py", "node_modules/b.py")
        (tree / "a.py").symlink_to("no/a.py")
        (tree / "b.py").symlink_to("node_modules/b.py")
        assert _names(discover([tree], ["no/"])) == []

    def test_loops_of_links_end(self, tree: Path, plant: Plant) -> None:
        plant(tree, "a/b.py")
        (tree / "a/up").symlink_to("..")
        (tree / "a/self").symlink_to("self")
        (tree / "x.py").symlink_to("y.py")
        (tree / "y.py").symlink_to("x.py")
        (tree / "gone.py").symlink_to("nowhere.py")
        found = discover([tree])
        assert _names(found) == ["a/b.py"]
        assert _notes(found) == [
            (name, NoteKind.BROKEN_LINK) for name in ("gone.py", "x.py", "y.py")
        ]

    def test_a_nested_repository_is_named_and_not_entered(
        self, tree: Path, plant: Plant, git: Git
    ) -> None:
        plant(tree, "a.py", "libs/nested/b.py", "libs/empty/c.py")
        for name in ("nested", "empty"):
            git(tree / "libs" / name, "init", "-q")
        git(tree / "libs/nested", "add", ".")
        git(tree / "libs/nested", "commit", "-qm", "x")
        found = discover([tree])
        assert _names(found) == ["a.py"]
        assert _notes(found) == [
            ("libs/empty", NoteKind.NESTED_REPOSITORY),
            ("libs/nested", NoteKind.NESTED_REPOSITORY),
        ]

    def test_a_nested_repository_named_by_hand_is_entered(
        self, tree: Path, plant: Plant, git: Git
    ) -> None:
        plant(tree, "a.py", "nested/b.py")
        git(tree / "nested", "init", "-q")
        found = discover([tree, tree / "nested"])
        assert _names(found) == ["a.py", "nested/b.py"]
        assert found.notes == ()
        assert found.projects == (tree, tree / "nested")

    def test_names_with_every_kind_of_letter(self, tree: Path, plant: Plant) -> None:
        names = ["a b.py", "ü.py", "tab\t.py", "new\nline.py", '"q".py', "*.py", "[a].py", "-x.py"]
        plant(tree, *names, "[a]/b.py", "-d/é/f.py", ":(top)x/c.py")
        expected = [*names, "[a]/b.py", "-d/é/f.py", ":(top)x/c.py"]
        assert _names(discover([tree])) == sorted(expected)
        assert _names(discover([tree / "[a]"])) == ["b.py"]
        assert _names(discover([tree / ":(top)x"])) == ["c.py"]
        assert _names(discover([tree / "-d"])) == ["é/f.py"]

    @pytest.mark.skipif(os.name == "nt", reason="names are bytes on POSIX only")
    def test_names_that_are_not_utf_8(self, tree: Path, plant: Plant) -> None:
        folder = tree / os.fsdecode(b"d\xe9")
        plant(folder, "a.py")
        plant(tree, os.fsdecode(b"caf\xe9.py"))
        found = discover([tree])
        assert _names(found) == ["caf\\xe9.py", "d\\xe9/a.py"]
        assert all(file.path.is_file() for file in found.files)
        assert _names(discover([folder])) == ["a.py"]

    def test_an_unreadable_folder_is_a_problem(
        self,
        shared_folder: Path,
        plant: Plant,
        git: Git,
        unprivileged: Unprivileged,
        tree: Path,
    ) -> None:
        root = shared_folder / "r"
        plant(root, "a.py", "x/locked/b.py", "x/c.py")
        if tree.name == "repository":
            git(root, "init", "-q")
        (root / "x/locked").chmod(0)
        found = unprivileged(shared_folder, lambda: discover([root]))
        assert _names(found) == ["a.py", "x/c.py"]
        assert [(problem.path, problem.kind) for problem in found.problems] == [
            ("x/locked", "unreadable")
        ]
        assert "Permission denied" in found.problems[0].message

    def test_an_unreadable_path_is_a_problem(
        self, shared_folder: Path, plant: Plant, unprivileged: Unprivileged
    ) -> None:
        plant(shared_folder, "a.py", "locked/b/c.py")
        (shared_folder / "locked").chmod(0)
        paths = [shared_folder / "a.py", shared_folder / "locked/b", shared_folder / "locked"]
        found = unprivileged(shared_folder, lambda: discover(paths))
        assert _names(found) == ["a.py"]
        assert [(problem.path, problem.kind) for problem in found.problems] == [
            ("locked", "unreadable"),
            ("locked/b", "unreadable"),
        ]

    def test_the_order_of_paths_does_not_matter(self, tree: Path, plant: Plant) -> None:
        plant(tree, "a.py", "out/b.py", "out/c/d.py", "build/e.py", "x/f.py", "x/y/g.py")
        plant(tree, ".gitignore", text="out/\n")
        (tree / "x/l.py").symlink_to("../a.py")
        names = ["", "a.py", "out", "out/b.py", "build", "x", "x/y", "gone", "x/l.py", "x/y/g.py"]
        chance = random.Random(0)
        for _ in range(30):
            paths = [tree / name for name in chance.sample(names, chance.randint(1, len(names)))]
            first = discover(paths)
            assert len({file.real for file in first.files}) == len(first.files)
            chance.shuffle(paths)
            assert discover([*paths, paths[0]]) == first


class TestPaths:
    def test_no_path_is_nothing(self) -> None:
        assert discover([]).files == ()

    def test_a_missing_path_is_a_problem_and_the_others_go_on(
        self, plain: Path, plant: Plant
    ) -> None:
        plant(plain, "a.py")
        (plain / "l.py").symlink_to("nowhere.py")
        found = discover([plain / "gone", plain / "a.py", plain / "l.py"])
        assert _names(found) == ["a.py"]
        gone, link = found.problems
        assert (gone.path, gone.kind) == ("gone", "missing")
        assert "does not exist" in gone.message
        assert (link.path, link.kind) == ("l.py", "missing")
        assert "link to nothing" in link.message

    def test_a_single_missing_path_is_shown_by_its_name(self, plain: Path) -> None:
        assert [problem.path for problem in discover([plain / "gone.py"]).problems] == ["gone.py"]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    def test_what_is_neither_file_nor_folder_is_a_problem(self, plain: Path, plant: Plant) -> None:
        plant(plain, "x/a.py")
        os.mkfifo(plain / "x/pipe.py")
        found = discover([plain])
        assert _names(found) == ["x/a.py"]
        assert [(problem.path, problem.kind) for problem in found.problems] == [
            ("x/pipe.py", "special")
        ]
        assert [problem.kind for problem in discover([plain / "x/pipe.py"]).problems] == ["special"]
        assert [problem.kind for problem in discover([Path(os.devnull)]).problems] == ["special"]

    def test_a_file_is_shown_relative_to_its_folder(self, plain: Path, plant: Plant) -> None:
        plant(plain, "x/a.py")
        assert _names(discover([plain / "x/a.py"])) == ["a.py"]
        assert discover([plain / "x/a.py"]).base == plain / "x"

    def test_several_are_shown_relative_to_their_common_parent(
        self, plain: Path, plant: Plant
    ) -> None:
        plant(plain, "x/a.py", "y/z/b.py", "c.py")
        found = discover([plain / "x/a.py", plain / "y/z"])
        assert _names(found) == ["x/a.py", "y/z/b.py"]
        assert found.base == plain

    def test_relative_paths_are_taken_from_the_current_folder(
        self, plain: Path, plant: Plant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plant(plain, "x/a.py", "b.py")
        monkeypatch.chdir(plain / "x")
        assert _names(discover([Path()])) == ["a.py"]
        assert _names(discover([Path(".."), Path("a.py")])) == ["b.py", "x/a.py"]

    def test_a_file_of_another_kind_named_by_hand_is_noted(self, plain: Path, plant: Plant) -> None:
        plant(plain, "a.txt", "script", "make")
        plant(plain, "script", text="#!/usr/bin/env -S uv run --script\n")
        plant(plain, "make", text="#!/bin/sh\n")
        plant(plain, "b.txt", text="#!/usr/bin/python3\n")
        found = discover([plain / name for name in ("a.txt", "b.txt", "script", "make")])
        assert _names(found) == ["script"]
        assert _notes(found) == [(name, NoteKind.OTHER_KIND) for name in ("a.txt", "b.txt", "make")]
        assert found.problems == ()


class TestGit:
    def test_tracked_build_output_and_environments_are_looked_at(
        self, repository: Path, plant: Plant, git: Git
    ) -> None:
        plant(repository, "build/a.py", "venv/pyvenv.cfg", "venv/b.py", "dist/c.py")
        git(repository, "add", "build", "venv")
        assert _names(discover([repository])) == ["build/a.py", "venv/b.py"]

    def test_tracked_packages_of_others_are_not(
        self, repository: Path, plant: Plant, git: Git
    ) -> None:
        plant(repository, "node_modules/a.py", "x/site-packages/b.py", "c.py")
        git(repository, "add", "-f", ".")
        found = discover([repository])
        assert _names(found) == ["c.py"]
        assert (found.seen, found.ignored) == (3, 2)

    def test_tracked_files_that_are_ignored_are_looked_at(
        self, repository: Path, plant: Plant, git: Git
    ) -> None:
        plant(repository, "gen/a.py", "gen/b.py")
        plant(repository, ".gitignore", text="gen/\n")
        git(repository, "add", "-f", "gen/a.py")
        assert _names(discover([repository])) == ["gen/a.py"]
        assert _names(discover([repository / "gen"])) == ["a.py"]

    def test_the_user_s_own_ignore_rules_hold(self, repository: Path, plant: Plant) -> None:
        plant(repository, "a.py", "mine/b.py", "mine/c/d.py")
        (repository / ".git/info/exclude").write_text("mine/\n")
        assert _names(discover([repository])) == ["a.py"]
        assert _names(discover([repository / "mine"])) == ["b.py", "c/d.py"]

    def test_a_deleted_file_is_passed_over(self, repository: Path, plant: Plant, git: Git) -> None:
        plant(repository, "a.py", "b.py", "c/d.py")
        git(repository, "add", ".")
        (repository / "b.py").unlink()
        (repository / "c/d.py").unlink()
        (repository / "c").rmdir()
        found = discover([repository])
        assert (_names(found), found.seen, found.problems) == (["a.py"], 1, ())

    def test_a_file_that_became_a_folder_and_the_reverse(
        self, repository: Path, plant: Plant, git: Git
    ) -> None:
        plant(repository, "a.py", "b/c.py")
        git(repository, "add", ".")
        (repository / "a.py").unlink()
        (repository / "b/c.py").unlink()
        (repository / "b").rmdir()
        plant(repository, "a.py/x.py", "b")
        found = discover([repository])
        assert (_names(found), found.notes, found.problems) == (["a.py/x.py"], (), ())

    def test_a_folder_that_became_a_link_is_not_followed(
        self, repository: Path, tmp_path: Path, plant: Plant, git: Git
    ) -> None:
        plant(repository, "a/b.py", "c.py")
        git(repository, "add", ".")
        (repository / "a").rename(tmp_path / "moved")
        (repository / "a").symlink_to(tmp_path / "moved")
        found = discover([repository])
        assert _names(found) == ["c.py"]
        assert _notes(found) == [("a", NoteKind.OUTSIDE_LINK)]

    def test_an_unmerged_file_is_looked_at_once(
        self, repository: Path, plant: Plant, git: Git
    ) -> None:
        plant(repository, "a.py", text="1\n")
        git(repository, "add", ".")
        git(repository, "commit", "-qm", "base")
        git(repository, "branch", "other")
        plant(repository, "a.py", text="2\n")
        git(repository, "commit", "-qam", "ours")
        git(repository, "checkout", "-q", "other")
        plant(repository, "a.py", text="3\n")
        git(repository, "commit", "-qam", "theirs")
        with pytest.raises(Exception, match="merge"):
            git(repository, "merge", "-q", "-")
        found = discover([repository])
        assert (_names(found), found.seen) == (["a.py"], 1)

    def test_a_sparse_checkout_is_no_problem(
        self, repository: Path, plant: Plant, git: Git
    ) -> None:
        plant(repository, "a/b.py", "c/d.py")
        git(repository, "add", ".")
        git(repository, "commit", "-qm", "x")
        git(repository, "sparse-checkout", "set", "a")
        found = discover([repository])
        assert (_names(found), found.seen, found.problems) == (["a/b.py"], 1, ())

    def test_a_submodule_is_named_and_not_entered(
        self, repository: Path, tmp_path: Path, plant: Plant, git: Git
    ) -> None:
        plant(tmp_path, "library/b.py")
        git(tmp_path / "library", "init", "-q")
        git(tmp_path / "library", "add", ".")
        git(tmp_path / "library", "commit", "-qm", "x")
        plant(repository, "a.py")
        git(repository, "submodule", "--quiet", "add", str(tmp_path / "library"), "libs/lib")
        found = discover([repository])
        assert _names(found) == ["a.py"]
        assert _notes(found) == [("libs/lib", NoteKind.SUBMODULE)]
        named = discover([repository / "libs/lib"])
        assert _names(named) == ["b.py"]
        assert named.projects == (repository / "libs/lib",)

    def test_a_linked_work_tree_is_listed_by_git(
        self, repository: Path, tmp_path: Path, plant: Plant, git: Git
    ) -> None:
        plant(repository, "build/a.py")
        git(repository, "add", "-f", ".")
        git(repository, "commit", "-qm", "x")
        git(repository, "worktree", "add", "-q", str(tmp_path / "second"))
        assert _names(discover([tmp_path / "second"])) == ["build/a.py"]

    def test_tracked_scripts_are_looked_at_when_python_runs_them(
        self, repository: Path, plant: Plant, git: Git
    ) -> None:
        plant(repository, "bin/tool", "bin/plain", text="#!/usr/bin/env python3\nx = 1\n")
        plant(repository, "bin/sh", text="#!/bin/sh\n")
        git(repository, "add", ".")
        git(repository, "update-index", "--chmod=+x", "bin/tool", "bin/sh")
        found = discover([repository])
        assert (_names(found), found.seen) == (["bin/tool"], 1)

    def test_a_hook_s_variables_do_not_lead_elsewhere(
        self, repository: Path, tmp_path: Path, plant: Plant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plant(repository, "a.py")
        monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere/index"))
        found = discover([repository])
        assert (_names(found), found.notes) == (["a.py"], ())

    def test_no_program_named_by_the_repository_is_run(
        self, repository: Path, tmp_path: Path, plant: Plant, git: Git
    ) -> None:
        plant(repository, "a.py")
        plant(tmp_path, "hook", text=f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        (tmp_path / "hook").chmod(0o755)
        git(repository, "config", "core.fsmonitor", str(tmp_path / "hook"))
        assert _names(discover([repository])) == ["a.py"]
        assert not (tmp_path / "ran").exists()

    def test_many_folders_are_more_than_one_command_line_holds(
        self, repository: Path, plant: Plant
    ) -> None:
        names = [f"{'x' * 200}{number:03}/a.py" for number in range(300)]
        plant(repository, *names)
        found = discover([(repository / name).parent for name in names])
        assert _names(found) == names

    @pytest.mark.parametrize("reason", ["absent", "broken", "owner"])
    def test_where_git_fails_the_tree_is_walked(
        self,
        repository: Path,
        tmp_path: Path,
        plant: Plant,
        monkeypatch: pytest.MonkeyPatch,
        reason: str,
    ) -> None:
        plant(repository, "src/a.py", "src/b.py", "build/c.py", "d.py")
        plant(repository, ".gitignore", text="b.py\n")
        if reason == "absent":
            monkeypatch.setenv("PATH", str(tmp_path / "home"))
        elif reason == "broken":
            (repository / ".git/config").write_text("[[[")
        else:
            monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        found = discover([repository / "src", repository / "d.py"])
        assert _names(found) == ["d.py", "src/a.py"]
        assert [note.kind for note in found.notes] == [NoteKind.WITHOUT_GIT]
        words = {"absent": "not installed", "broken": "config", "owner": "dubious ownership"}
        assert words[reason] in found.notes[0].message
        assert found.projects == (repository,)
