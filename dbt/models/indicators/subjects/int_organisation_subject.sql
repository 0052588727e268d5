-- Who is in a series of organisations: those that are active on the snapshot day.
select distinct
    active_rows.resolution_code,
    active_rows.report_year,
    active_rows.scope_code as unit_code,
    series.indicator_code,
    series.series,
    active_rows.organisation_key as subject_key
from {{ ref('int_organisation_scope_row') }} as active_rows
inner join {{ ref('stg_population') }} as populations
    on
        populations.basis = 'organisation_type'
        and active_rows.organisation_type = populations.value
inner join {{ ref('int_series_population') }} as series
    on
        active_rows.resolution_code = series.resolution_code
        and populations.population = series.population
where active_rows.is_active_at_snapshot
