"""dbt's pages about the models of this checkout: ``make docs`` runs ``python -m dagster_project.model_docs``.

Belongs here: making the page on demand, for who works on the models. Each night publishes its own as
``published/docs/index.html`` (defs/publishing.py).
"""

import sys

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.lib.command import Command, refused
from dagster_project.publish.model_docs import write_model_docs
from dagster_project.settings import WrongSetting, check_names, load_settings
from dagster_project.warehouse.compiled import model_docs_path, read_manifest
from dagster_project.warehouse.plan import DATA_DIR


def main(arguments: list[str] | None = None) -> int:
    """Write the page beside dbt's own files and say where it is; returns the exit code."""
    Command("dagster_project.model_docs", "Writes dbt's pages about the models as one file, and says where.").options(
        arguments
    )
    try:
        check_names()
        settings = load_settings()
    except WrongSetting as problem:
        return refused(str(problem))
    if not settings.warehouse_path.exists():
        return refused(f"chưa có kho số liệu · there is no warehouse yet: {settings.warehouse_path} (make nightly)")
    page = model_docs_path(settings)
    write_model_docs(
        page, read_manifest(settings), settings.warehouse_path, {str(CHECKOUT): "checkout", DATA_DIR: "data"}
    )
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
