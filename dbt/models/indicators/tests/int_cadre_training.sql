{{ config(materialized='table') }}

-- Who has completed a course that counts for an indicator of a year, and who may have: a course of the group
-- that may lie in the window and whose result cannot be read. A course counts by its end, whichever year's
-- return brought it.
with

sought as (

    select
        indicators.resolution_code,
        indicators.indicator_code,
        indicators.course_group,
        shown_years.province_code,
        report_years.report_year,
        case
            when indicators.course_window = 'since_start' then indicators.period_start
            else cast(cast(report_years.report_year as string) || '-01-01' as date)
        end as window_from,
        report_years.snapshot_on as window_to
    from {{ ref('dim_indicator') }} as indicators
    inner join {{ ref('dim_scope') }} as shown_years
        on
            indicators.resolution_code = shown_years.resolution_code
            and shown_years.is_province
    inner join {{ ref('dim_report_year') }} as report_years
        on shown_years.report_year = report_years.report_year
    where indicators.course_group is not null

),

-- whichever province's return brought a course: it is asked of the persons of the resolution's province
people as (

    select distinct
        province_code,
        person_key
    from {{ ref('fct_cadre_year') }}

),

courses_of_the_group as (

    select
        sought.resolution_code,
        sought.indicator_code,
        sought.report_year,
        courses.person_key,
        case
            when
                courses.is_completed
                and courses.ended_on between sought.window_from and sought.window_to
                then 1
            else 0
        end as is_counted,
        case
            when
                courses.is_result_unknown
                and courses.ended_on <= sought.window_to
                and courses.ended_until >= sought.window_from
                then 1
            else 0
        end as may_count
    from sought
    inner join people
        on sought.province_code = people.province_code
    inner join {{ ref('fct_training') }} as courses
        on
            people.person_key = courses.person_key
            and sought.course_group = courses.course_group

)

select
    resolution_code,
    indicator_code,
    report_year,
    person_key,
    max(is_counted) = 1 as is_trained
from courses_of_the_group
where is_counted = 1 or may_count = 1
group by resolution_code, indicator_code, report_year, person_key
