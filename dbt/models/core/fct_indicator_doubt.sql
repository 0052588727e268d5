-- What keeps the province's figures open, unit by unit. A person whom two units report stands under both, so
-- the subjects of the units may add up to more than the figure's estimated_missing and unknown_count.
with

cells as (

    select
        figures.resolution_code,
        figures.report_year,
        figures.indicator_code,
        figures.series,
        figures.widest_denominator,
        indicators.population_form,
        coalesce(indicators.counted_form, indicators.population_form) as test_form
    from {{ ref('int_indicator_value') }} as figures
    inner join {{ ref('dim_indicator') }} as indicators
        on
            figures.resolution_code = indicators.resolution_code
            and figures.indicator_code = indicators.indicator_code
    where figures.unit_code = 'province'

),

-- rule 10 (a) and rule 9
without_form as (

    select
        cells.resolution_code,
        cells.report_year,
        cells.indicator_code,
        cells.series,
        units.unit_code,
        case when units.earlier_figure > 0 then 'form_missing' else 'no_earlier_figure' end as reason,
        cells.population_form as form,
        cells.report_year as form_year_from,
        cells.report_year as form_year_to,
        coalesce(units.earlier_figure, 0) as subjects
    from cells
    inner join {{ ref('int_unit_figure') }} as units
        on
            cells.resolution_code = units.resolution_code
            and cells.report_year = units.report_year
            and cells.indicator_code = units.indicator_code
            and cells.series = units.series
    where not units.has_form and coalesce(units.earlier_figure, 1) > 0

),

-- rule 9: the unit's return has no accepted row, and no earlier figure of 0 says that there is nothing
unsettled as (

    select
        cells.resolution_code,
        cells.report_year,
        cells.indicator_code,
        cells.series,
        units.unit_code,
        'no_earlier_figure' as reason,
        cells.population_form as form,
        cells.report_year as form_year_from,
        cells.report_year as form_year_to,
        0 as subjects
    from cells
    inner join {{ ref('int_unit_figure') }} as units
        on
            cells.resolution_code = units.resolution_code
            and cells.report_year = units.report_year
            and cells.indicator_code = units.indicator_code
            and cells.series = units.series
    where units.has_form and not units.is_settled and cells.widest_denominator = 0

),

-- rule 10 (b)
quarantined as (

    select
        cells.resolution_code,
        cells.report_year,
        cells.indicator_code,
        cells.series,
        subjects.sent_by_unit_code as unit_code,
        'quarantined' as reason,
        cells.population_form as form,
        cells.report_year as form_year_from,
        cells.report_year as form_year_to,
        count(distinct subjects.subject_key) as subjects
    from cells
    inner join {{ ref('int_quarantined_subject') }} as subjects
        on
            cells.resolution_code = subjects.resolution_code
            and cells.report_year = subjects.report_year
            and cells.indicator_code = subjects.indicator_code
            and cells.series = subjects.series
    where subjects.unit_code = 'province'
    group by
        cells.resolution_code, cells.report_year, cells.indicator_code, cells.series,
        subjects.sent_by_unit_code, cells.population_form

),

open_subjects as (

    select
        cells.resolution_code,
        cells.report_year,
        cells.indicator_code,
        cells.series,
        cells.test_form,
        subjects.subject_key,
        subjects.is_unknown,
        subjects.is_not_reported
    from cells
    inner join {{ ref('fct_indicator_subject') }} as subjects
        on
            cells.resolution_code = subjects.resolution_code
            and cells.report_year = subjects.report_year
            and cells.indicator_code = subjects.indicator_code
            and cells.series = subjects.series
    where subjects.unit_code = 'province' and (subjects.is_unknown or subjects.is_not_reported)

),

-- rule 10 (c): the units that lack the form, and the years in which they do
not_reported as (

    select
        open_subjects.resolution_code,
        open_subjects.report_year,
        open_subjects.indicator_code,
        open_subjects.series,
        gaps.unit_code,
        'not_reported' as reason,
        open_subjects.test_form as form,
        min(gaps.form_year) as form_year_from,
        max(gaps.form_year) as form_year_to,
        count(distinct open_subjects.subject_key) as subjects
    from open_subjects
    inner join {{ ref('int_cadre_form_gap') }} as gaps
        on
            open_subjects.resolution_code = gaps.resolution_code
            and open_subjects.report_year = gaps.report_year
            and open_subjects.indicator_code = gaps.indicator_code
            and open_subjects.subject_key = gaps.person_key
    where open_subjects.is_not_reported
    group by
        open_subjects.resolution_code, open_subjects.report_year, open_subjects.indicator_code,
        open_subjects.series, gaps.unit_code, open_subjects.test_form

),

reported_by as (

    select
        scopes.resolution_code,
        people.report_year,
        people.unit_code,
        people.person_key as subject_key
    from {{ ref('fct_cadre_unit_year') }} as people
    inner join {{ ref('bridge_scope_unit') }} as scopes
        on
            people.report_year = scopes.report_year
            and people.unit_code = scopes.unit_code
            and scopes.scope_code = 'province'

    union

    select
        resolution_code,
        report_year,
        unit_code,
        organisation_key as subject_key
    from {{ ref('int_organisation_scope_row') }}
    where scope_code = 'province'

),

-- rule 8
unknown as (

    select
        open_subjects.resolution_code,
        open_subjects.report_year,
        open_subjects.indicator_code,
        open_subjects.series,
        reported_by.unit_code,
        'unknown' as reason,
        open_subjects.test_form as form,
        open_subjects.report_year as form_year_from,
        open_subjects.report_year as form_year_to,
        count(distinct open_subjects.subject_key) as subjects
    from open_subjects
    inner join reported_by
        on
            open_subjects.resolution_code = reported_by.resolution_code
            and open_subjects.report_year = reported_by.report_year
            and open_subjects.subject_key = reported_by.subject_key
    where open_subjects.is_unknown
    group by
        open_subjects.resolution_code, open_subjects.report_year, open_subjects.indicator_code,
        open_subjects.series, reported_by.unit_code, open_subjects.test_form

),

all_reasons as (

    select * from without_form
    union all
    select * from unsettled
    union all
    select * from quarantined
    union all
    select * from not_reported
    union all
    select * from unknown

)

select
    resolution_code,
    report_year,
    indicator_code,
    series,
    unit_code,
    reason,
    form,
    form_year_from,
    form_year_to,
    cast(subjects as bigint) as subjects
from all_reasons
