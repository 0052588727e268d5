-- Populations are given by any row: by the groups of each position held, and by who manages the person.
with

by_position as (

    select
        positions_held.report_year,
        positions_held.unit_code,
        positions_held.person_key,
        group_members.population
    from {{ ref('fct_cadre_position') }} as positions_held
    inner join {{ ref('bridge_position_population') }} as group_members
        on positions_held.position_code = group_members.position_code

),

by_management as (

    select
        cadre_rows.report_year,
        cadre_rows.unit_code,
        cadre_rows.person_key,
        populations.population
    from {{ ref('int_cadre_row') }} as cadre_rows
    inner join {{ ref('stg_population') }} as populations
        on
            populations.basis = 'managed_by'
            and cadre_rows.managed_by = populations.value

),

in_unit as (

    select * from by_position
    union
    select * from by_management

),

in_province as (

    select
        in_unit.report_year,
        units.province_code,
        in_unit.unit_code,
        in_unit.person_key,
        in_unit.population
    from in_unit
    inner join {{ ref('stg_unit') }} as units
        on in_unit.unit_code = units.unit_code

)

select
    report_year,
    province_code,
    unit_code,
    person_key,
    population
from in_province

union all

select distinct
    report_year,
    province_code,
    'province' as unit_code,
    person_key,
    population
from in_province
