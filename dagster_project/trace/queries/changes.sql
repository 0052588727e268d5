-- When the figure changed, from what to what, and why.
select
    as_of,
    change_kind,
    numerator_before,
    numerator_after,
    denominator_before,
    denominator_after,
    estimated_missing_before,
    estimated_missing_after,
    status_before,
    status_after,
    cause_vi,
    cause_en
from marts.mart_indicator_change
where
    resolution_code = $resolution
    and indicator_code = $indicator
    and report_year = $year
    and unit_code = $unit
    and series = $series
order by as_of desc
