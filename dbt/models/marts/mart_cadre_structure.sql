{% set combination = [
    'population_group', 'sex', 'age_band', 'ethnicity', 'professional_qualification', 'political_theory',
] %}
{% set of_a_year = ['report_year', 'province_code'] + combination %}

with

cells as (

    select * from {{ ref('fct_cadre_structure') }}

),

-- the size of a group is published (denominators): where it gives the small cells back, it lists more of them
groups_given_away as (

    select
        report_year,
        province_code,
        population_group
    from cells
    where
        unit_code = 'province'
        and persons < {{ var('smallest_published_count') }}
    group by report_year, province_code, population_group
    having count(*) = 1 or sum(persons) = count(*)

),

-- a row tells that a combination occurs somewhere in the province, never in which unit
combinations_of_units as (

    select distinct {{ of_a_year | join(', ') }}
    from cells

    union

    select
        cells.report_year,
        cells.province_code,
        groups_given_away.population_group,
        cells.{{ combination[1:] | join(', cells.') }}
    from cells
    inner join groups_given_away
        on
            cells.report_year = groups_given_away.report_year
            and cells.province_code = groups_given_away.province_code
    where
        cells.unit_code = 'province'
        and cells.population_group = 'total'

),

combinations_of_the_province as (

    select {{ of_a_year | join(', ') }}
    from cells
    where unit_code = 'province'

    union

    select combinations_of_units.{{ of_a_year | join(', combinations_of_units.') }}
    from combinations_of_units
    inner join groups_given_away
        on
            combinations_of_units.report_year = groups_given_away.report_year
            and combinations_of_units.province_code = groups_given_away.province_code
            and combinations_of_units.population_group = groups_given_away.population_group

),

scopes as (

    select distinct
        report_year,
        province_code,
        unit_code,
        population_group
    from cells

),

listed as (

    select
        scopes.unit_code,
        combinations_of_units.{{ of_a_year | join(', combinations_of_units.') }}
    from scopes
    inner join combinations_of_units
        on
            scopes.report_year = combinations_of_units.report_year
            and scopes.province_code = combinations_of_units.province_code
            and scopes.population_group = combinations_of_units.population_group
    where scopes.unit_code <> 'province'

    union all

    select
        'province' as unit_code,
        {{ of_a_year | join(', ') }}
    from combinations_of_the_province

),

counted as (

    select
        listed.*,
        coalesce(cells.persons, 0) as persons,
        coalesce(cells.persons, 0) < {{ var('smallest_published_count') }} as is_small,
        case when listed.unit_code = 'province' then 'province' else 'units' end as level_of_scope
    from listed
    left join cells
        on
            listed.unit_code = cells.unit_code
            {% for column in of_a_year %}
                and listed.{{ column }} = cells.{{ column }}
            {% endfor %}

),

-- one small unit alone is the province less the others: the smallest of those hides with it
ranked as (

    select
        *,
        sum(case when is_small then 1 else 0 end)
            over (partition by {{ of_a_year | join(', ') }}, level_of_scope)
            as small_cells,
        row_number()
            over (
                partition by {{ of_a_year | join(', ') }}, level_of_scope
                order by case when is_small then 1 else 0 end, persons, unit_code
            ) as rank_of_cell
    from counted

),

hidden as (

    select
        *,
        is_small or (level_of_scope = 'units' and small_cells = 1 and rank_of_cell = 1) as is_suppressed
    from ranked

)

select
    report_year,
    unit_code,
    population_group,
    sex,
    age_band,
    ethnicity,
    professional_qualification,
    political_theory,
    case when not is_suppressed then cast(persons as bigint) end as persons,
    province_code,
    is_suppressed
from hidden
