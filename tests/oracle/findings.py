"""Every row of ``mart_quality_finding``: what the sample broke, and what comparing returns adds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from datetime import date

from sample.lines import Line, Version
from tests.oracle import reference
from tests.oracle.indicators import Oracle
from tests.oracle.subjects import FIRST_DAY, decisions

Finding = tuple[int, str, str, str, str]  # year, unit, form, rule, severity


def expected(oracle: Oracle) -> Counter[Finding]:
    """Count the findings by year, unit, form, rule and severity."""
    found: Counter[Finding] = Counter()
    for file in oracle.ledger.truth.files:
        for rule, severity in file.broken.items():
            found[file.year, file.unit, "00", rule, severity] += 1
    for _, version in oracle.ledger.counted():
        key = (version.year, version.unit, version.form)
        for rule, severity in version.broken.items():
            found[*key, rule, severity] += 1
        for line in version.lines:
            for rule, severity in line.broken.items():
                found[*key, rule, severity] += 1
    for (year, unit, form), row in oracle.ledger.returns().items():
        if row.expected and row.state == "missing":
            found[year, unit, form, "return_missing", "warn"] += 1
        if row.is_late:
            found[year, unit, form, "return_late", "warn"] += 1
    for version, rule in _compared(oracle):
        found[version.year, version.unit, version.form, rule, "warn"] += 1
    return found


def _compared(oracle: Oracle) -> Iterator[tuple[Version, str]]:
    """Yield one finding a line (or a return) of the rules that compare lines of several returns."""
    for version, _ in oracle.identity.conflicts:
        yield version, "identity_conflict"
    yield from _rating_conflicts(oracle)
    yield from _ratings_not_allowed(oracle)
    yield from _degrees_fallen(oracle)
    yield from _trainings_outside(oracle)
    yield from _orphans(oracle)
    yield from _whole_returns(oracle)


def _subject(oracle: Oracle, line: Line) -> Hashable:
    return line.values["organisation_code"] if line.form == "01" else oracle.identity.of(line)


def _rating_conflicts(oracle: Oracle) -> Iterator[tuple[Version, str]]:
    for form in ("01", "03"):
        decided: dict[tuple[int, Hashable], list[tuple[Version, Line]]] = defaultdict(list)
        for version, line in oracle.ledger.accepted(form):
            subject = _subject(oracle, line)
            if decisions([line]) and subject is not None:
                decided[version.year, subject].append((version, line))
        for several in decided.values():
            if len({line.values["rating"] for _, line in several}) > 1:
                for version, _ in several:
                    yield version, "rating_conflict"


def _six_months_before(day: date) -> date:
    month, year = (day.month - 6, day.year) if day.month > 6 else (day.month + 6, day.year - 1)
    return date(year, month, min(day.day, {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)))


def _ratings_not_allowed(oracle: Oracle) -> Iterator[tuple[Version, str]]:
    appointed: dict[tuple[int, Hashable], date] = {}
    for version, line in oracle.ledger.accepted("02"):
        if line.values["appointed_on"]:
            key = (version.year, oracle.identity.of(line))
            appointed[key] = max(appointed.get(key, date.min), line.values["appointed_on"].day)
    for form in ("01", "03"):
        for version, line in oracle.ledger.accepted(form):
            if not decisions([line]):
                continue
            if form == "01":
                since = line.values["founded_on"].day if line.values["founded_on"] else None
            else:
                since = appointed.get((version.year, oracle.identity.of(line)))
            if since and since > _six_months_before(reference.snapshots()[version.year]):
                yield version, "rating_not_allowed"


def _degrees_fallen(oracle: Oracle) -> Iterator[tuple[Version, str]]:
    columns = ("professional_qualification", "political_theory")
    best: dict[tuple[Hashable, str], dict[int, int]] = defaultdict(dict)
    lines = oracle.ledger.accepted("02")
    for version, line in lines:
        for column in columns:
            held = reference.ranks(column).get(line.values[column])
            if held is not None:
                of_years = best[oracle.identity.of(line), column]
                of_years[version.year] = max(of_years.get(version.year, held), held)
    for version, line in lines:
        for column in columns:
            held = reference.ranks(column).get(line.values[column])
            earlier = [one for year, one in best[oracle.identity.of(line), column].items() if year < version.year]
            if held is not None and earlier and held < max(earlier):
                yield version, "degree_fell"
                break


def _trainings_outside(oracle: Oracle) -> Iterator[tuple[Version, str]]:
    for version, line in oracle.ledger.accepted("04"):
        started, ended = line.values["started_on"], line.values["ended_on"].day
        is_reversed = started is not None and started.day > ended
        if is_reversed or not FIRST_DAY <= ended <= reference.snapshots()[version.year]:
            yield version, "training_outside_year"


def _orphans(oracle: Oracle) -> Iterator[tuple[Version, str]]:
    listed: dict[int, set[Hashable]] = defaultdict(set)
    for year, unit, form in oracle.ledger.in_force:
        if form == "02":
            listed[year] |= {oracle.identity.of(line) for line in oracle.ledger.lines(year, unit, form)}
    for form in ("03", "04"):
        for version, line in oracle.ledger.accepted(form):
            person = oracle.identity.of(line)
            if person is None or person not in listed[version.year]:
                yield version, "orphan_person"
    for version, line in oracle.ledger.accepted("02"):
        organisations = oracle.ledger.lines(version.year, version.unit, "01")
        codes = {one.values["organisation_code"] for one in organisations}
        if organisations and line.values["organisation_code"] and line.values["organisation_code"] not in codes:
            yield version, "orphan_organisation"


def _whole_returns(oracle: Oracle) -> Iterator[tuple[Version, str]]:
    for (year, unit, form), (_, version) in oracle.ledger.in_force.items():
        accepted = [line for line in version.lines if not line.quarantined]
        earlier = oracle.ledger.in_force.get((year - 1, unit, form))
        if earlier:
            before = sum(not line.quarantined for line in earlier[1].lines)
            if 100 * abs(len(accepted) - before) > 30 * before:
                yield version, "headcount_jump"
        if form in ("01", "03"):
            rated: dict[str, set[Hashable]] = defaultdict(set)
            for line in accepted:
                for _, code in decisions([line]):
                    rated[code].add(_subject(oracle, line))
            if 100 * len(rated["HTXSNV"]) > 20 * len(rated["HTTNV"]):
                yield version, "top_rating_share"
