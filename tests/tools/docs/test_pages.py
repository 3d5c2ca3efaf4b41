"""The pages: what they show runs, and what follows from the code is up to date."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
import runpy
import sys
import tomllib
from code import InteractiveConsole
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from weavr_async.emulator import DEMO_API_KEY, Emulator, serve_in_thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

ROOT: Final = Path(__file__).parents[3]
PAGES: Final = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK: Final = re.compile(r"^```python\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)


def _blocks() -> Iterator[tuple[str, int, str, str]]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in BLOCK.finditer(text):
            line = text[: block.start(1)].count("\n")
            yield f"{page.relative_to(ROOT)}:{line + 1}", line, block[1], block[2] or ""


@pytest.fixture
def emulator_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The emulator on a socket, named by the variables that `BackOffice.from_env` reads, and a folder to write in."""
    monkeypatch.chdir(tmp_path)
    with serve_in_thread(Emulator()) as url:
        monkeypatch.setenv("WEAVR_API_KEY", DEMO_API_KEY)
        monkeypatch.setenv("WEAVR_BASE_URL", url)
        yield url


@pytest.mark.parametrize(
    ("line", "code", "printed"), [pytest.param(line, code, printed, id=name) for name, line, code, printed in _blocks()]
)
def test_every_python_block_of_the_pages_can_be_pasted_and_prints_what_is_shown_below_it(
    line: int, code: str, printed: str, emulator_environment: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A block is a program of its own. One with `await` at its top level is pasted at the prompt; `…` is anything."""
    shown = code.replace("http://127.0.0.1:8099/multi/backoffice", emulator_environment)
    program = compile("\n" * line + shown, "page", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    if program.co_flags & inspect.CO_COROUTINE:
        _Prompt().paste(shown)
    else:
        exec(program, {"__name__": "page"})
    expected = ".*".join(re.escape(part) for part in printed.split("…"))
    assert re.fullmatch(expected, capsys.readouterr().out, re.DOTALL)


class _Prompt(InteractiveConsole):
    """`python -m asyncio`, up to Python 3.12: it takes a line at a time, and an empty line ends what is indented."""

    def __init__(self) -> None:
        super().__init__({"__name__": "page"})
        self.compile.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

    def paste(self, code: str) -> None:
        """Take all lines, and an empty one at the end, on one event loop; the value of an expression is not shown."""
        with asyncio.Runner() as self.runner, pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.displayhook", lambda value: None)
            unfinished = [self.push(text) for text in [*code.splitlines(), ""]][-1]
            assert not unfinished

    def runcode(self, code: CodeType) -> None:
        result = eval(code, self.locals)
        if inspect.iscoroutine(result):
            self.runner.run(result)

    def showsyntaxerror(self, filename: str | None = None, **_: object) -> None:
        raise AssertionError("it cannot be pasted") from sys.exception()


@pytest.mark.parametrize("page", ["policy.md", "errors.md", "http-answers.md", "webhook-topics.md"])
def test_a_page_that_follows_from_the_code_is_up_to_date(page: str) -> None:
    """It says what the code says; `make docs-tables` writes it."""
    tables = runpy.run_path(str(ROOT / "scripts" / "docs" / "tables.py"))
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == tables["PAGES"][page]()


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/extending.md"])
def test_every_path_that_a_page_for_contributors_names_exists(page: str) -> None:
    """A recipe that names a file which has moved is worse than none."""
    named = re.findall(
        r"`([\w.-]+(?:/[\w.-]*)+|[A-Z]\w+|\w+\.(?:toml|yml))`", (ROOT / page).read_text(encoding="utf-8")
    )
    paths = [name for name in named if "/" in name or "." in name or name == "Makefile"]
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    """Relative links of the pages name files that exist."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


URLS: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]


def test_links_of_the_readme_work_from_anywhere() -> None:
    """A registry shows it without the files beside it: each link is whole, and names a file of the repository."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"^\[[\w-]+\]: (\S+)$|\]\(([^)]+)\)", text, re.MULTILINE)
    files = f"{URLS['Repository']}/blob/main/"
    for link in (defined or inline for defined, inline in links):
        assert link.startswith("https://"), link
        assert not link.startswith(URLS["Repository"]) or (ROOT / link.removeprefix(files)).is_file(), link
    defined = set(re.findall(r"^\[([\w-]+)\]: ", text, re.MULTILINE))
    used = set(re.findall(r"\]\[([\w-]+)\]", text))
    assert used == defined


def test_the_addresses_of_the_project_name_its_files() -> None:
    """What a registry shows beside the description."""
    assert {"Documentation", "Repository", "Issues", "Changelog"} <= URLS.keys()
    files = [url.partition("/blob/main/")[2] for url in URLS.values() if "/blob/" in url]
    assert files
    assert [path for path in files if not (ROOT / path).is_file()] == []


def test_llms_txt_names_every_page_but_the_reference() -> None:
    """Each link is a file of the repository; each page that people read has one."""
    text = (ROOT / "llms.txt").read_text(encoding="utf-8")
    raw = URLS["Repository"].replace("github.com", "raw.githubusercontent.com") + "/main/"
    links = re.findall(r"^- \[[^]]+\]\((\S+)\): \S", text, re.MULTILINE)
    files = {link.removeprefix(raw) for link in links}
    assert [name for name in files if not (ROOT / name).is_file()] == []
    pages = {str(page.relative_to(ROOT)) for page in PAGES if page.parent.name != "reference"}
    assert pages <= files


def test_the_picture_of_the_rooms_shows_the_floors_that_are_held() -> None:
    """From top to bottom, as import-linter has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = [one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers"]
    floors = [{name.rpartition(".")[2] for name in re.findall(r"[\w.]+", layer)} for layer in contract["layers"]]
    drawn = (ROOT / "docs" / "images" / "rooms.svg").read_text(encoding="utf-8")
    at: dict[int, set[str]] = {}
    shown = re.findall(r'<rect[^>]* y="(\d+)"[^>]*/>\n  <text class="code"[^>]*>(\w+)<', drawn)
    for height, name in shown:
        at.setdefault(int(height), set()).add(name)
    assert [names - {"emulator"} for _, names in sorted(at.items()) if names != {"emulator"}] == floors
