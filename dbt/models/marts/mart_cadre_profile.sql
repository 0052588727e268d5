{% set attributes = ['sex', 'age_band', 'ethnicity', 'professional_qualification', 'political_theory'] %}

with

provinces_cells as (

    select * from {{ ref('fct_cadre_structure') }}
    where unit_code = 'province'

),

by_attribute as (

    select
        report_year,
        province_code,
        'population_group' as attribute_name,
        population_group as attribute_value,
        persons
    from provinces_cells
    {% for attribute in attributes %}
        union all
        select
            report_year,
            province_code,
            '{{ attribute }}' as attribute_name,
            {{ attribute }} as attribute_value,
            persons
        from provinces_cells
        where population_group = 'total'
    {% endfor %}

),

counted as (

    select
        report_year,
        province_code,
        attribute_name,
        attribute_value,
        sum(persons) as persons,
        sum(case when persons < {{ var('smallest_published_count') }} then 1 else 0 end) as small_cells,
        sum(case when persons < {{ var('smallest_published_count') }} then persons else 0 end)
            as persons_in_small_cells
    from by_attribute
    group by report_year, province_code, attribute_name, attribute_value

),

-- a sum over one small cell of mart_cadre_structure, or over cells of one person each, gives them back
marked as (

    select
        *,
        persons < {{ var('smallest_published_count') }}
        or small_cells = 1
        or (small_cells > 0 and small_cells = persons_in_small_cells) as gives_cells_back
    from counted

),

-- one hidden value alone is the total less the others: the smallest of those hides with it
ranked as (

    select
        *,
        sum(case when gives_cells_back then 1 else 0 end)
            over (partition by report_year, province_code, attribute_name)
            as hidden_values,
        row_number()
            over (
                partition by report_year, province_code, attribute_name
                order by case when gives_cells_back then 1 else 0 end, persons, attribute_value
            ) as rank_of_value
    from marked

),

hidden as (

    select
        *,
        gives_cells_back
        or (attribute_name <> 'population_group' and hidden_values = 1 and rank_of_value = 1) as is_suppressed
    from ranked

)

select
    report_year,
    attribute_name,
    attribute_value,
    case when not is_suppressed then cast(persons as bigint) end as persons,
    province_code,
    is_suppressed
from hidden
