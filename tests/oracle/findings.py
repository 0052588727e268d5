"""Every row of ``mart_quality_finding``: what the sample broke, and what comparing lines and returns adds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from datetime import date

from tests.oracle import reference
from tests.oracle.indicators import Oracle
from tests.oracle.keys import name_key
from tests.oracle.ledger import Received, Row
from tests.oracle.ratings import counts, decisions, has_number, is_decided, is_in_window
from tests.oracle.registry import FIRST_DAY

Finding = tuple[int, str, str, str, str]  # year, unit, form, rule, severity

# Columns that figures depend on; of several side by side one is enough.
_NEEDED = {
    "01": [("organisation_code",), ("organisation_type",), ("rating",), ("decision_number",), ("decided_on",)],
    "02": [
        ("full_name",),
        ("citizen_id", "party_card"),
        ("level",),
        ("managed_by",),
        ("professional_qualification",),
        ("political_theory",),
    ],
    "03": [("citizen_id", "party_card"), ("rating",), ("decision_number",), ("decided_on",)],
    "04": [("citizen_id", "party_card"), ("course_group",), ("ended_on",), ("result",)],
}


def expected(oracle: Oracle) -> Counter[Finding]:
    """Count the findings by year, unit, form, rule and severity."""
    found: Counter[Finding] = Counter()
    for file in oracle.ledger.truth.files:
        if not oracle.ledger.concerns_anybody(file):
            continue
        for rule, severity in file.broken.items():
            found[file.year, file.unit, "00", rule, severity] += 1
        for blank in file.blank_forms:
            found[file.year, file.unit, blank.form, "form_empty", "warn"] += 1
    for one in oracle.ledger.counted():
        for rule, severity in _of_version(oracle, one):
            found[*one.key, rule, severity] += 1
        for row in one.rows:
            for rule, severity in _of_row(oracle, row):
                found[*one.key, rule, severity] += 1
    for key, result in oracle.ledger.returns().items():
        if result.expected and result.state == "missing":
            found[*key, "return_missing", "warn"] += 1
        if result.is_late:
            found[*key, "return_late", "warn"] += 1
    for row, rule in _compared(oracle):
        found[row.year, row.unit, row.form, rule, "warn"] += 1
    for one, rule in _whole_returns(oracle):
        found[*one.key, rule, "warn"] += 1
    return found


# --- what a file tells by itself ------------------------------------------------------------------


def _of_version(oracle: Oracle, one: Received) -> Iterator[tuple[str, str]]:
    yield from one.version.broken.items()
    if one in oracle.ledger.shrunk:
        yield "version_shrank", "return"
    if _has_blank_column(one):
        yield "column_blank", "warn"


def _has_blank_column(one: Received) -> bool:
    """Tell whether a needed column is there and blank in every row."""
    lines = [row.line for row in one.rows]
    if not lines:
        return False
    if any(all(line.is_blank(column) for column in group for line in lines) for group in _NEEDED[one.version.form]):
        return True
    if one.version.form != "02":
        return False
    if all("position" in line.typed and line.typed["position"] is None for line in lines):
        return True
    if one.version.writes.births == "columns":
        return all(line.typed.get("birth_columns") == "neither" for line in lines)
    if one.version.writes.births == "nu" and all(line.values["sex"] == "male" for line in lines):
        return True  # a lone column "Nữ" without any mark: all men, and a question all the same
    return all(line.is_blank("born_on") for line in lines) or all(line.is_blank("sex") for line in lines)


def _of_row(oracle: Oracle, row: Row) -> Iterator[tuple[str, str]]:
    yield from row.line.broken.items()
    if row.is_duplicate:
        yield "duplicate_row", "row"
    if row.form in ("01", "03") and row.values["rating"]:
        if not has_number(row) or row.line.is_blank("decided_on"):
            yield "rating_not_decided", "warn"
        if row.values["decided_on"] and not is_in_window(row):
            yield "rating_outside_year", "warn"
    if row.form == "04" and row.values["ended_on"]:
        started, ended = row.values["started_on"], row.values["ended_on"]
        is_reversed = started is not None and started.day > ended.until
        if is_reversed or not FIRST_DAY <= ended.day <= oracle.ledger.calendar.snapshots[row.year]:
            yield "training_outside_year", "warn"
        if row.values["result"] == "completed" and ended.day > row.received_on:
            yield "training_not_ended", "warn"


# --- what comparing rows in force adds ------------------------------------------------------------


def _compared(oracle: Oracle) -> Iterator[tuple[Row, str]]:
    """Yield one finding a row of the rules that compare rows of several returns."""
    for row in oracle.identity.conflicts:
        yield row, "identity_conflict"
    for row in oracle.identity.probably_twice(oracle.ledger.calendar.snapshots):
        yield row, "person_probably_twice"
    for row in oracle.organisations.shared:
        yield row, "organisation_code_shared"
    yield from _names_that_differ(oracle)
    yield from _rating_conflicts(oracle)
    yield from _rated_or_exempt_for_six_months(oracle)
    yield from _degrees_fallen(oracle)
    yield from _orphans(oracle)


def _periods(oracle: Oracle, row: Row) -> frozenset[str]:
    return oracle.ledger.calendar.rating_periods[row.year]


def _subject(oracle: Oracle, row: Row) -> Hashable:
    return oracle.organisations.of(row) if row.form == "01" else oracle.identity.of(row)


def _names_that_differ(oracle: Oracle) -> Iterator[tuple[Row, str]]:
    names: dict[Hashable, set[str]] = defaultdict(set)
    for row in oracle.ledger.accepted("02"):
        names[oracle.identity.of(row)].add(name_key(row.values["full_name"]))
    for row in oracle.ledger.accepted("03", "04"):
        known, own = names.get(oracle.identity.of(row)), name_key(row.values["full_name"])
        if known and own and own not in known:
            yield row, "name_differs"


def _rating_conflicts(oracle: Oracle) -> Iterator[tuple[Row, str]]:
    decided: dict[tuple[str, int, Hashable], list[Row]] = defaultdict(list)
    for row in oracle.ledger.accepted("01", "03"):
        subject = _subject(oracle, row)
        if decisions([row], _periods(oracle, row)) and subject is not None:
            decided[row.form, row.year, subject].append(row)
    for several in decided.values():
        if len({row.values["rating"] for row in several}) > 1:
            for row in several:
                yield row, "rating_conflict"


def _six_months_before(day: date) -> date:
    month, year = (day.month - 6, day.year) if day.month > 6 else (day.month + 6, day.year - 1)
    return date(year, month, min(day.day, {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)))


def _rated_or_exempt_for_six_months(oracle: Oracle) -> Iterator[tuple[Row, str]]:
    """Less than six months in office or since the founding: no rating; longer: no exemption as new."""
    appointed: dict[tuple[int, Hashable], date] = {}
    for row in oracle.ledger.accepted("02"):
        if row.values["appointed_on"]:
            key = (row.year, oracle.identity.of(row))
            appointed[key] = max(appointed.get(key, date.min), row.values["appointed_on"].day)
    for row in oracle.ledger.accepted("01", "03"):
        if row.form == "01":
            since = row.values["founded_on"].day if row.values["founded_on"] else None
        else:
            since = appointed.get((row.year, oracle.identity.of(row)))
        newest = _six_months_before(oracle.ledger.calendar.snapshots[row.year])
        if decisions([row], _periods(oracle, row)) and since and since > newest:
            yield row, "rating_not_allowed"
        is_old = row.values["exemption"] == "new" and since is not None and since <= newest
        if is_old or (row.values["rating"] and row.values["exemption"]):
            yield row, "exemption_contradicts"


def _degrees_fallen(oracle: Oracle) -> Iterator[tuple[Row, str]]:
    columns = ("professional_qualification", "political_theory")
    best: dict[tuple[Hashable, str], dict[int, int]] = defaultdict(dict)
    rows = oracle.ledger.accepted("02")
    for row in rows:
        for column in columns:
            held = reference.ranks(column).get(row.values[column])
            if held is not None:
                of_years = best[oracle.identity.of(row), column]
                of_years[row.year] = max(of_years.get(row.year, held), held)
    for row in rows:
        for column in columns:
            held = reference.ranks(column).get(row.values[column])
            earlier = [one for year, one in best[oracle.identity.of(row), column].items() if year < row.year]
            if held is not None and earlier and held < max(earlier):
                yield row, "degree_fell"
                break


def _orphans(oracle: Oracle) -> Iterator[tuple[Row, str]]:
    listed = {(row.year, oracle.identity.of(row)) for row in oracle.ledger.all_rows("02")}
    for row in oracle.ledger.accepted("03", "04"):
        person = oracle.identity.of(row)
        if person is None or (row.year, person) not in listed:
            yield row, "orphan_person"
    for row in oracle.ledger.accepted("02"):
        codes = {one.values["organisation_code"] for one in oracle.ledger.rows(row.year, row.unit, "01")}
        code = row.values["organisation_code"]
        if oracle.ledger.has(row.year, row.unit, "01") and code and code not in codes:
            yield row, "orphan_organisation"


def _whole_returns(oracle: Oracle) -> Iterator[tuple[Received, str]]:
    for (year, unit, form), one in oracle.ledger.in_force.items():
        earlier = oracle.ledger.in_force.get((year - 1, unit, form))
        if earlier and 100 * abs(len(one.accepted) - len(earlier.accepted)) > 30 * len(earlier.accepted):
            yield one, "headcount_jump"
        if form in ("01", "03"):
            rated: dict[str, set[Hashable]] = defaultdict(set)
            for row in one.accepted:
                if counts(row, _periods(oracle, row)) and is_decided(row):
                    rated[row.values["rating"]].add(_subject(oracle, row))
            if 100 * len(rated["HTXSNV"]) > 20 * len(rated["HTTNV"]):
                yield one, "top_rating_share"
