"""Numbers as a Vietnamese reader expects them: 1.234,5 %.

Here belongs: writing whole numbers and percentages. A percentage comes as numerator and denominator, because
what is shown must never say more than they do: 94.96 % is not met, so it is never shown as 95 %.
"""

from fractions import Fraction

#: Keeps number and unit on one line.
_SPACE = "\u00a0"


def count(number: int) -> str:
    """Write a whole number with dots between thousands."""
    return f"{number:,}".replace(",", ".")


def percent(
    numerator: int,
    denominator: int,
    target: float | None = None,
    decimals: int = 1,
    *,
    is_maximum: bool = False,
    milestone: float | None = None,
) -> str:
    """Write a percentage, rounded, but with the decimals that it needs to stay on its side of the target.

    ``is_maximum``: the target is a greatest share, so that 2.04 % is never shown as the 2 % that would be met.
    ``milestone``: a second value whose side is kept, where progress towards the target is told.
    """
    if denominator == 0:
        return "–"
    exact = Fraction(100 * numerator, denominator)
    goals = [Fraction(str(goal)) for goal in (target, milestone) if goal is not None]
    if exact in (0, 100):
        return f"{count(int(exact))}{_SPACE}%"
    while not _tells_the_truth(exact, goals, decimals, is_maximum):
        decimals += 1
    return f"{decimal(exact, decimals)}{_SPACE}%"


def bounds(lower: str, upper: str) -> str:
    """Write two percentages as a range."""
    if lower == upper:
        return lower
    return f"{lower.removesuffix(f'{_SPACE}%')}–{upper}"


def target(value: float, *, is_maximum: bool = False) -> str:
    """Write a target: a percentage that is reached from there on, or up to there; nothing is above 100 %."""
    goal = Fraction(str(value))
    text = count(int(goal)) if goal.denominator == 1 else decimal(goal, _decimals_of(goal))
    if goal == 100 and not is_maximum:
        return f"{text}{_SPACE}%"
    return f"{'≤' if is_maximum else '≥'}{_SPACE}{text}{_SPACE}%"


def points(now: Fraction, before: Fraction) -> str:
    """Write a change in percentage points with its sign; what is not zero is never written as zero."""
    change = now - before
    if change == 0:
        return "±0"
    decimals = 1
    while _rounded(abs(change), decimals) == 0:
        decimals += 1
    return f"{'+' if change > 0 else '−'}{decimal(abs(change), decimals)}"


def decimal(exact: Fraction, decimals: int) -> str:
    """Write a number rounded (half to even) to so many decimals, with a comma."""
    shifted = round(exact * 10**decimals)
    whole, part = divmod(abs(shifted), 10**decimals)
    sign = "−" if shifted < 0 else ""
    return f"{sign}{count(whole)},{part:0{decimals}d}" if decimals else f"{sign}{count(whole)}"


def _rounded(exact: Fraction, decimals: int) -> Fraction:
    return Fraction(round(exact * 10**decimals), 10**decimals)


def _tells_the_truth(exact: Fraction, goals: list[Fraction], decimals: int, is_maximum: bool) -> bool:
    """What is shown lies on the same side of the targets, and is 0 or 100 only where it is exactly that."""
    shown = _rounded(exact, decimals)
    on_its_side = all(
        (shown <= goal) == (exact <= goal) if is_maximum else (shown >= goal) == (exact >= goal) for goal in goals
    )
    return on_its_side and (shown > 0) == (exact > 0) and (shown >= 100) == (exact >= 100)


def _decimals_of(goal: Fraction) -> int:
    decimals = 0
    while _rounded(goal, decimals) != goal:
        decimals += 1
    return decimals
