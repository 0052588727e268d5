{{ config(materialized='table') }}

-- Rule 10 (b): whoever stands in quarantined rows of the population form counts as missing in every
-- population to which the row may belong, unless an accepted row already counts or exempts the same subject
-- there.
with

all_kinds as (

    select
        report_year,
        unit_code,
        subject_key,
        cast(null as string) as organisation_code,
        cast(null as string) as organisation_name_key,
        population
    from {{ ref('int_quarantined_cadre') }}

    union all

    select
        report_year,
        unit_code,
        subject_key,
        organisation_code,
        organisation_name_key,
        population
    from {{ ref('int_quarantined_organisation') }}

),

in_scope as (

    select distinct
        scopes.resolution_code,
        all_kinds.report_year,
        scopes.scope_code,
        series.indicator_code,
        series.series,
        all_kinds.subject_key,
        all_kinds.organisation_code,
        all_kinds.organisation_name_key,
        all_kinds.unit_code
    from all_kinds
    inner join {{ ref('bridge_scope_unit') }} as scopes
        on
            all_kinds.report_year = scopes.report_year
            and all_kinds.unit_code = scopes.unit_code
    inner join {{ ref('int_series_population') }} as series
        on
            scopes.resolution_code = series.resolution_code
            and all_kinds.population = series.population

),

counted as (

    select * from {{ ref('fct_indicator_subject') }}

),

-- the codes and names under which units reported the organisations that count
counted_organisations as (

    select distinct
        counted.resolution_code,
        counted.report_year,
        counted.unit_code as scope_code,
        counted.indicator_code,
        counted.series,
        named.organisation_code,
        named.unit_code,
        coalesce(named.organisation_name_key, '') as organisation_name_key
    from counted
    inner join {{ ref('int_organisation_scope_row') }} as named
        on
            counted.resolution_code = named.resolution_code
            and counted.report_year = named.report_year
            and counted.unit_code = named.scope_code
            and counted.subject_key = named.organisation_key

)

select distinct
    in_scope.resolution_code,
    in_scope.report_year,
    in_scope.scope_code as unit_code,
    in_scope.indicator_code,
    in_scope.series,
    in_scope.subject_key,
    in_scope.unit_code as sent_by_unit_code
from in_scope
left join counted
    on
        in_scope.resolution_code = counted.resolution_code
        and in_scope.report_year = counted.report_year
        and in_scope.scope_code = counted.unit_code
        and in_scope.indicator_code = counted.indicator_code
        and in_scope.series = counted.series
        and case when in_scope.organisation_code is null then in_scope.subject_key end = counted.subject_key
left join counted_organisations
    on
        in_scope.resolution_code = counted_organisations.resolution_code
        and in_scope.report_year = counted_organisations.report_year
        and in_scope.scope_code = counted_organisations.scope_code
        and in_scope.indicator_code = counted_organisations.indicator_code
        and in_scope.series = counted_organisations.series
        and in_scope.organisation_code = counted_organisations.organisation_code
        and (
            in_scope.unit_code = counted_organisations.unit_code
            or in_scope.organisation_name_key = counted_organisations.organisation_name_key
        )
where counted.subject_key is null and counted_organisations.organisation_code is null
