"""What must hold between a changed unit and the clean one: equal figures, or the truth within the bounds.

Belongs here: pure comparison. Exact arithmetic, on the counts that the marts show.
"""

from tests.metamorphic.combination import Combination
from tests.metamorphic.night import Figures, Key, Night

_NOT_FIRM = ("undetermined", "no_data")


def differences(combination: Combination, night: Night, clean: Figures) -> list[str]:
    """Return what is wrong with one unit, in words; nothing when all is well."""
    figures = night.figures.get(combination.unit, {})
    if figures.keys() != clean.keys():
        return [f"rows of {sorted(figures.keys() ^ clean.keys())}"]
    if combination.losses:
        return [one for key in sorted(clean) for one in _outside(key, figures, clean)]
    return [f"not accepted: {finding}" for finding in night.refused.get(combination.unit, [])] + [
        one for key in sorted(clean) for one in _unequal(key, figures, clean)
    ]


def _unequal(key: Key, figures: Figures, clean: Figures) -> list[str]:
    found, wanted = figures[key], clean[key]
    columns = {name: (found[name], wanted[name]) for name in wanted if found[name] != wanted[name]}
    return [f"{key}: {', '.join(f'{name} {a} not {b}' for name, (a, b) in columns.items())}"] if columns else []


def _outside(key: Key, figures: Figures, clean: Figures) -> list[str]:
    found, truth = figures[key], clean[key]
    wrong = []
    if found["status"] not in (truth["status"], *_NOT_FIRM):
        wrong.append(f"{found['status']} where the truth is {truth['status']}")
    n, d = truth["numerator"], truth["denominator"]
    numerator, unknown, missing = found["numerator"], found["unknown_count"], found["estimated_missing"]
    population = found["denominator"] + missing
    if population and d:
        if numerator * d > n * population:
            wrong.append(f"lower bound {numerator}/{population} above {n}/{d}")
        if (numerator + missing + unknown) * d < n * population:
            wrong.append(f"upper bound {numerator + missing + unknown}/{population} below {n}/{d}")
    if not population and d and found["status"] not in _NOT_FIRM:
        wrong.append(f"nobody is counted where there are {d}")
    return [f"{key}: {one}" for one in wrong]


def report(combinations: list[Combination], night: Night) -> str:
    """Return what a person needs to find a mistake: the units, what was done to them, and what differs."""
    clean = {one.variant: night.figures[one.unit] for one in combinations if not one.changes and not one.losses}
    parts = []
    for combination in combinations:
        wrong = differences(combination, night, clean[combination.variant])
        if wrong:
            done = "\n".join(f"    {one}" for one in combination.said)
            more = [f"… {len(wrong) - 8} more"] if len(wrong) > 8 else []
            parts.append(
                f"{combination.unit} (seed {combination.seed!r}, {combination.variant}, {combination.changes}, "
                f"{combination.losses})\n{done}\n" + "\n".join(f"  * {one}" for one in [*wrong[:8], *more])
            )
    if not parts and not night.lost:
        return ""
    return (
        f"{len(parts)} of {len(combinations)} units differ; files in {night.folder}; lost: {night.lost}\n"
        + "\n".join(parts)
    )
