with

members as (

    select distinct
        active_rows.report_year,
        active_rows.scope_code,
        series.counted_by,
        series.indicator_code,
        series.series,
        active_rows.organisation_key
    from {{ ref('int_organisation_scope_row') }} as active_rows
    inner join {{ ref('populations') }} as populations
        on
            populations.basis = 'organisation_type'
            and active_rows.organisation_type = populations.value
    inner join {{ ref('int_series_population') }} as series
        on populations.population = series.population
    where active_rows.is_active_at_snapshot

)

select
    members.report_year,
    members.scope_code as unit_code,
    members.counted_by,
    members.indicator_code,
    members.series,
    members.organisation_key as subject_key,
    coalesce(ratings.is_rated_good, false) as is_met,
    coalesce(ratings.is_exempt, false) as is_exempt,
    ratings.organisation_key is null as is_unknown,
    false as is_not_reported
from members
left join {{ ref('int_organisation_rating') }} as ratings
    on
        members.report_year = ratings.report_year
        and members.scope_code = ratings.scope_code
        and members.organisation_key = ratings.organisation_key
