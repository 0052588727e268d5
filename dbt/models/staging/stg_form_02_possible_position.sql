with

positions_possible as (

    select * from {{ source('judged', 'form_02_possible_position') }}

),

versions_in_force as (

    select version_id from {{ ref('stg_return_version') }}
    where is_in_force

)

select
    positions_possible.row_id,
    positions_possible.version_id,
    positions_possible.report_year,
    positions_possible.unit_code,
    positions_possible.position_code
from positions_possible
inner join versions_in_force
    on positions_possible.version_id = versions_in_force.version_id
