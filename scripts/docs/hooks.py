"""Hooks of MkDocs: `llms.txt` at the top of the site too, and a table of contents of the models that can be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File  # type: ignore[import-not-found, unused-ignore]

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig  # type: ignore[import-not-found, unused-ignore]
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page  # type: ignore[import-not-found, unused-ignore]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the file, which stands at the top of the repository, to what is copied."""
    source = Path(config.config_file_path).parent / "llms.txt"
    files.append(File.generated(config, "llms.txt", abs_src_path=str(source)))
    return files


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - by their names
    """Leave the fields of the models out of their pages' tables of contents: with them they have hundreds of lines."""
    if page.file.src_uri.startswith("reference/models"):
        for title in page.toc:
            for model in title.children:
                model.children = []
    return html
