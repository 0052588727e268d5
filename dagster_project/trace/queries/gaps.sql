-- Rule 10 (c): the forms that would have told of persons of whom nothing is told.
select
    gaps.unit_code,
    gaps.form,
    gaps.form_year,
    count(distinct gaps.person_key) as persons
from indicators.int_cadre_form_gap as gaps
inner join core.fct_indicator_subject as subjects
    on
        gaps.resolution_code = subjects.resolution_code
        and gaps.indicator_code = subjects.indicator_code
        and gaps.report_year = subjects.report_year
        and gaps.person_key = subjects.subject_key
where
    subjects.is_not_reported
    and subjects.resolution_code = $resolution
    and subjects.indicator_code = $indicator
    and subjects.report_year = $year
    and subjects.unit_code = $unit
    and subjects.series = $series
group by gaps.unit_code, gaps.form, gaps.form_year
order by gaps.unit_code, gaps.form, gaps.form_year
