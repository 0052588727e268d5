"""What should be done now: one line a unit and year, the most urgent first.

Belongs here: which returns are urgent and in which order. A doubt that only asks is not urgent; the tables have it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dagster_project.lib.bilingual import Text, number
from dagster_project.quality.report.matrix import Return
from dagster_project.quality.report.words import FORM_STATES, STATES, form_name

URGENT_SHOWN = 8


@dataclass(frozen=True)
class Action:
    """What to ask of one unit for one year."""

    sent: Return
    kind: str
    what: Text


def find_actions(returns: Iterable[Return]) -> list[Action]:
    """Return what is urgent: forms not there, forms or files sent back, rows left out; then by year and size."""
    found = [action for one in returns for action in _actions(one)]
    order = {"missing": 0, "rejected": 1, "row": 2}
    return sorted(found, key=lambda one: (order[one.kind], *_size(one), -one.sent.report_year, one.sent.unit_code))


def _size(action: Action) -> tuple[int, int]:
    if action.kind == "row":
        return -action.sent.quarantined, 0
    return -action.sent.report_year, -(action.sent.missing + action.sent.rejected)


def _actions(sent: Return) -> list[Action]:
    actions = []
    missing = [form.form for form in sent.forms if form.expected and form.state == "missing"]
    if missing:
        actions.append(Action(sent, "missing", _missing(missing, sent.expected)))
    lost = [(form.form, FORM_STATES[form.state]) for form in sent.forms if form.state in ("rejected", "superseded")]
    reasons: dict[str, list[Text]] = {}
    for doubt in sent.doubts:
        if doubt.severity == "return":
            reasons.setdefault(doubt.form, []).append(doubt.rule.label)
    if "00" in reasons:
        lost.append(("00", STATES["rejected"]))
    if lost:
        said = [_because(form_name(form), state, reasons.get(form, [])) for form, state in lost]
        actions.append(
            Action(sent, "rejected", Text("; ".join(one.vi for one in said), "; ".join(one.en for one in said)))
        )
    if sent.quarantined:
        vi, en = number(sent.quarantined)
        actions.append(
            Action(sent, "row", Text(f"{vi} dòng bị loại, chưa được tính", f"rows left out of all figures: {en}"))
        )
    return actions


def _missing(forms: list[str], expected: int) -> Text:
    if len(forms) == expected:
        return Text(f"chưa gửi biểu nào trong {expected} biểu", f"none of {expected} forms sent")
    named = ", ".join(forms)
    return Text(f"chưa gửi biểu {named}", f"form {named} not sent")


def _because(form: Text, state: Text, reasons: list[Text]) -> Text:
    vi, en = (
        (", ".join(_lower(one) for one in spoken) for spoken in zip(*reasons, strict=True)) if reasons else ("", "")
    )
    return Text(
        f"{form.vi}: {_lower(state.vi)}" + (f" ({vi})" if vi else ""),
        f"{form.en}: {_lower(state.en)}" + (f" ({en})" if en else ""),
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
