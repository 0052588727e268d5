-- Who has completed a course that counts for an indicator of a year. A course counts by its end, whichever
-- year's return brought it.
with

sought as (

    select
        indicators.indicator_code,
        indicators.course_group,
        indicators.course_window,
        indicators.period_start,
        report_years.report_year,
        report_years.snapshot_on
    from {{ ref('indicators') }} as indicators
    cross join {{ ref('dim_report_year') }} as report_years
    where indicators.course_group is not null and report_years.is_shown

)

select distinct
    sought.indicator_code,
    sought.report_year,
    courses.person_key
from sought
inner join {{ ref('fct_training') }} as courses
    on
        sought.course_group = courses.course_group
        and (
            (sought.course_window = 'report_year' and sought.report_year = courses.ended_year)
            or (
                sought.course_window = 'since_start'
                and courses.ended_on between sought.period_start and sought.snapshot_on
            )
        )
where courses.is_completed and courses.person_key is not null
