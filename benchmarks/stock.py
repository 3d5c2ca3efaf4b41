"""The output of openapi-python-client's own templates, generated for one run into a temporary folder."""

import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Final

PACKAGE: Final = "stock_backoffice"


def generate(contract: Path, into: Path) -> None:
    """Generate the package below `into`, unformatted, which does not change what it costs.

    Raises:
        subprocess.CalledProcessError: The generator refused the contract; its words are in `stderr`.
    """
    config = into / "stock.yaml"
    config.write_text("post_hooks: []\n")
    generator = Path(sys.executable).with_name("openapi-python-client")
    output = ["--meta", "none", "--output-path", str(into / PACKAGE)]
    command = [str(generator), "generate", "--path", str(contract), "--config", str(config), *output]
    subprocess.run(command, check=True, capture_output=True, text=True)


def operation(name: str) -> Any:  # noqa: ANN401 - a module made for the run has no static type
    """The generated module of one operation, whichever tag it was filed under."""
    api = import_module(f"{PACKAGE}.api")
    for found in pkgutil.walk_packages(api.__path__, f"{api.__name__}."):
        if found.name.endswith(f".{name}"):
            return import_module(found.name)
    raise LookupError(f"the generated package has no operation {name}")
