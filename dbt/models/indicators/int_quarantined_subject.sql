-- Rule 10 (b): quarantined rows of the population form whose series can still be read: one each, told by
-- person or organisation where that is known; not duplicates, and not subjects that an accepted row already
-- counts there.
with

cadre_rows as (

    select
        rows_in_force.row_id,
        rows_in_force.report_year,
        rows_in_force.unit_code,
        rows_in_force.managed_by,
        coalesce(rows_in_force.person_key, rows_in_force.row_id) as subject_key
    from {{ ref('stg_form_02_row') }} as rows_in_force
    where rows_in_force.verdict = 'quarantined' and not rows_in_force.is_duplicate

),

cadres_by_position as (

    select
        cadre_rows.report_year,
        cadre_rows.unit_code,
        cadre_rows.subject_key,
        group_members.population
    from cadre_rows
    inner join {{ ref('stg_form_02_position') }} as positions
        on cadre_rows.row_id = positions.row_id
    inner join {{ ref('bridge_position_population') }} as group_members
        on positions.position_code = group_members.position_code

),

cadres_by_management as (

    select
        cadre_rows.report_year,
        cadre_rows.unit_code,
        cadre_rows.subject_key,
        populations.population
    from cadre_rows
    inner join {{ ref('populations') }} as populations
        on
            populations.basis = 'managed_by'
            and cadre_rows.managed_by = populations.value

),

organisations as (

    select
        rows_in_force.report_year,
        rows_in_force.unit_code,
        coalesce(rows_in_force.organisation_code, rows_in_force.row_id) as subject_key,
        populations.population
    from {{ ref('stg_form_01_row') }} as rows_in_force
    inner join {{ ref('dim_report_year') }} as report_years
        on rows_in_force.report_year = report_years.report_year
    inner join {{ ref('populations') }} as populations
        on
            populations.basis = 'organisation_type'
            and rows_in_force.organisation_type = populations.value
    where
        rows_in_force.verdict = 'quarantined'
        and not rows_in_force.is_duplicate
        and coalesce(rows_in_force.founded_on <= report_years.snapshot_on, true)
        and coalesce(rows_in_force.dissolved_on > report_years.snapshot_on, true)

),

all_kinds as (

    select * from cadres_by_position
    union all
    select * from cadres_by_management
    union all
    select * from organisations

),

in_scope as (

    select distinct
        all_kinds.report_year,
        scopes.scope_code as unit_code,
        series.indicator_code,
        series.series,
        all_kinds.subject_key
    from all_kinds
    inner join {{ ref('int_scope_unit') }} as scopes
        on
            all_kinds.report_year = scopes.report_year
            and all_kinds.unit_code = scopes.unit_code
    inner join {{ ref('int_series_population') }} as series
        on all_kinds.population = series.population

)

select
    in_scope.report_year,
    in_scope.unit_code,
    in_scope.indicator_code,
    in_scope.series,
    in_scope.subject_key
from in_scope
left join {{ ref('int_indicator_subject') }} as counted
    on
        in_scope.report_year = counted.report_year
        and in_scope.unit_code = counted.unit_code
        and in_scope.indicator_code = counted.indicator_code
        and in_scope.series = counted.series
        and in_scope.subject_key = counted.subject_key
where counted.subject_key is null
