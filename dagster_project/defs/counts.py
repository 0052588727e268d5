"""How many of what a step worked on, told for its line in the log (log.py) and on Dagster's pages."""

import dagster as dg


def tell_counts(context: dg.AssetExecutionContext, **counts: int) -> None:
    """Say how many of what a step had before it."""
    told = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items())
    context.log.info(told, extra={"counts": counts})
