with

cadre_rows as (

    select * from {{ ref('int_cadre_row') }}

),

positions_held as (

    select
        cadre_rows.report_year,
        cadre_rows.unit_code,
        cadre_rows.person_key,
        positions.position_code,
        cadre_rows.organisation_code,
        cadre_rows.managed_by,
        cadre_rows.appointed_on,
        cadre_rows.row_id,
        cadre_rows.version_id,
        row_number() over (
            partition by
                cadre_rows.report_year, cadre_rows.unit_code, cadre_rows.person_key, positions.position_code
            order by cadre_rows.row_order, cadre_rows.row_id, positions.position_order
        ) as choice
    from cadre_rows
    inner join {{ ref('stg_form_02_position') }} as positions
        on cadre_rows.row_id = positions.row_id
    where positions.position_code is not null

)

select
    report_year,
    unit_code,
    person_key,
    position_code,
    organisation_code,
    managed_by,
    appointed_on,
    row_id,
    version_id
from positions_held
where choice = 1
