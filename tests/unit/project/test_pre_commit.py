"""What runs before a commit is what `make lint` runs, and nothing is fetched for it."""

import re

import yaml

from dagster_project.settings import CHECKOUT


def test_the_hooks_are_the_parts_of_make_lint() -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    parts = re.search(r"^lint-parts: (.*)$", makefile, flags=re.MULTILINE)
    config = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    hooks = config["repos"][0]["hooks"]
    assert parts and {hook["entry"] for hook in hooks} == {f"make {part}" for part in parts.group(1).split()}
    assert {hook["language"] for hook in hooks} == {"system"}
