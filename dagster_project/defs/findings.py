"""What a check on findings says on Dagster's pages: that there is something new, or what stands.

Findings are asked of districts and stand for weeks. A check that failed every night would be looked at by nobody, and
one that passed would say that all is well; so what stands warns, and only what is new and keeps rows or returns out of
the figures fails (decision standing-findings).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

_NEW, _FINDINGS = "new", "findings"


def findings_result(asset: str, check: str, counted: Sequence[Mapping[str, Any]], report: str) -> dg.AssetCheckResult:
    """Return the result of a check.

    Args:
        asset: the asset that the check is about.
        check: its name.
        counted: rule_id, severity, findings and new (how many of them were not there the night before).
        report: the page that says more.
    """
    is_rejecting = any(one[_NEW] and one["severity"] in ("return", "row") for one in counted)
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=check,
        passed=not any(one[_FINDINGS] for one in counted),
        severity=dg.AssetCheckSeverity.ERROR if is_rejecting else dg.AssetCheckSeverity.WARN,
        metadata={
            _FINDINGS: sum(int(one[_FINDINGS]) for one in counted),
            _NEW: sum(int(one[_NEW]) for one in counted),
            **{f"{one['rule_id']} ({one['severity']})": int(one[_FINDINGS]) for one in counted},
            "report": dg.MetadataValue.path(report),
        },
    )


def news_of(result: dg.AssetCheckEvaluation) -> dict[str, Any] | None:
    """Return what is kept of a result that failed for something new, until a night finds that it only stands."""
    values = {name: value.value for name, value in result.metadata.items()}
    if result.passed or not values.get(_NEW):
        return None
    return {"asset": result.asset_key.to_user_string(), "check": result.check_name, "said": values}


def standing_result(kept: Mapping[str, Any]) -> dg.AssetCheckResult:
    """Return the result of a check that failed for something new, on a later night that found nothing new."""
    said = {**kept["said"], _NEW: 0, "report": dg.MetadataValue.path(kept["said"]["report"])}
    return dg.AssetCheckResult(
        asset_key=kept["asset"],
        check_name=kept["check"],
        passed=False,
        severity=dg.AssetCheckSeverity.WARN,
        metadata=said,
    )
