{{ config(schema='marts') }}

-- Units, and the whole province as the marts call it. Where there are several provinces that row stands for
-- any of them (in the marts province_code tells them apart): so the key stays a key.
with

units as (

    select
        unit_code,
        unit_name_vi as label_vi,
        label_en,
        short_label_vi,
        short_label_en,
        cast(row_number() over (order by coalesce(list_order, 9999), unit_code) as integer) as sort_order,
        unit_type,
        district_code,
        valid_from,
        valid_to,
        province_code
    from {{ ref('stg_unit') }}

),

provinces as (

    select case when count(distinct province_code) = 1 then min(province_code) end as province_code from units

),

whole_province as (

    select
        labels.code as unit_code,
        labels.label_vi,
        labels.label_en,
        labels.short_label_vi,
        labels.short_label_en,
        0 as sort_order,
        'whole_province' as unit_type,
        cast(null as string) as district_code,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to,
        provinces.province_code
    from {{ ref('own_codes') }} as labels
    cross join provinces
    where labels.list = 'unit'

),

all_units as (

    select * from units
    union all
    select * from whole_province

),

successors as (

    select
        unit_code,
        {{ joined_in_order('successor_label_vi', 'successor_order') }} as labels_vi,
        {{ joined_in_order('successor_label_en', 'successor_order') }} as labels_en
    from {{ ref('int_unit_succession') }}
    group by unit_code

),

predecessors as (

    select
        successions.successor_code as unit_code,
        {{ joined_in_order('units.label_vi', 'units.sort_order') }} as labels_vi,
        {{ joined_in_order('units.label_en', 'units.sort_order') }} as labels_en
    from {{ ref('int_unit_succession') }} as successions
    inner join units
        on successions.unit_code = units.unit_code
    where successions.relation = 'unit'
    group by successions.successor_code

),

unit_types as (

    select * from {{ ref('own_codes') }}
    where list = 'unit_type'

)

select
    all_units.unit_code,
    all_units.label_vi,
    all_units.label_en,
    all_units.short_label_vi,
    all_units.short_label_en,
    all_units.sort_order,
    all_units.unit_type,
    unit_types.label_vi as unit_type_label_vi,
    unit_types.label_en as unit_type_label_en,
    all_units.district_code,
    all_units.valid_from,
    all_units.valid_to,
    all_units.province_code,
    predecessors.labels_vi as predecessors_vi,
    successors.labels_vi as successors_vi,
    predecessors.labels_en as predecessors_en,
    successors.labels_en as successors_en
from all_units
left join unit_types
    on all_units.unit_type = unit_types.code
left join predecessors
    on all_units.unit_code = predecessors.unit_code
left join successors
    on all_units.unit_code = successors.unit_code
