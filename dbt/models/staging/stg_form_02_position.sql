with

positions_named as (

    select * from {{ source('judged', 'form_02_position') }}

),

versions_in_force as (

    select version_id from {{ ref('stg_return_version') }}
    where is_in_force

)

select
    positions_named.row_id,
    positions_named.version_id,
    positions_named.report_year,
    positions_named.unit_code,
    positions_named.position_order,
    positions_named.position_sent,
    positions_named.position_code
from positions_named
inner join versions_in_force
    on positions_named.version_id = versions_in_force.version_id
