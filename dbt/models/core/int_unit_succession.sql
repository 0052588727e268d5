-- Who took over from whom: units as their list says, and from each district its communes of July 2025.
with

units as (

    select * from {{ ref('stg_unit') }}

),

-- a list may name units that a province has not: those are left out
to_units as (

    select
        successions.unit_code,
        successions.successor_code,
        successors.unit_name_vi as successor_label_vi,
        successors.label_en as successor_label_en,
        successors.list_order as place_in_list,
        successors.valid_from as succeeded_on,
        'unit' as relation,
        successions.note
    from {{ ref('stg_unit_succession') }} as successions
    inner join units as predecessors
        on successions.unit_code = predecessors.unit_code
    inner join units as successors
        on successions.successor_code = successors.unit_code

),

-- a district's communes, each once: several old communes became one
to_communes as (

    select distinct
        units.unit_code,
        communes.new_commune_code_20250701 as successor_code,
        communes.new_commune_name_20250701 as successor_label_vi,
        case
            when communes.new_commune_name_20250701 like 'Phường %'
                then substring(communes.new_commune_name_20250701, 8) || ' ward'
            when communes.new_commune_name_20250701 like 'Xã %'
                then substring(communes.new_commune_name_20250701, 4) || ' commune'
            else communes.new_commune_name_20250701
        end as successor_label_en,
        cast(null as integer) as place_in_list,
        cast('2025-07-01' as date) as succeeded_on,
        'commune' as relation,
        cast(null as string) as note
    from units
    inner join {{ ref('stg_commune') }} as communes
        on units.district_code = communes.district_code
    where units.unit_type = 'district'

),

all_successors as (

    select * from to_units
    union all
    select * from to_communes

)

select
    unit_code,
    successor_code,
    successor_label_vi,
    successor_label_en,
    row_number() over (
        partition by unit_code order by place_in_list nulls last, successor_code
    ) as successor_order,
    succeeded_on,
    relation,
    note
from all_successors
