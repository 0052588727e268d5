-- The populations to which the person of a quarantined row of form 02 may belong, by what can be read of it.
-- Title and level: the positions that the row may hold; where none can be read, all of its level, or all.
-- Diện quản lý: as read; a blank is a no, something unreadable may be anything.
with

quarantined_rows as (

    select
        row_id,
        report_year,
        unit_code,
        level,
        managed_by,
        managed_by_sent,
        coalesce(person_key, row_id) as subject_key
    from {{ ref('stg_form_02_row') }}
    where verdict = 'quarantined' and not is_duplicate

),

possible_positions as (

    select * from {{ ref('stg_form_02_possible_position') }}

),

with_position as (

    select
        quarantined_rows.report_year,
        quarantined_rows.unit_code,
        quarantined_rows.subject_key,
        possible_positions.position_code
    from quarantined_rows
    inner join possible_positions
        on quarantined_rows.row_id = possible_positions.row_id

),

without_position as (

    select
        quarantined_rows.report_year,
        quarantined_rows.unit_code,
        quarantined_rows.subject_key,
        positions.position_code
    from quarantined_rows
    left join possible_positions
        on quarantined_rows.row_id = possible_positions.row_id
    inner join {{ ref('dim_position') }} as positions
        on coalesce(quarantined_rows.level, positions.level) = positions.level
    where possible_positions.row_id is null

),

any_position as (

    select * from with_position
    union
    select * from without_position

),

by_position as (

    select
        any_position.report_year,
        any_position.unit_code,
        any_position.subject_key,
        group_members.population
    from any_position
    inner join {{ ref('bridge_position_population') }} as group_members
        on any_position.position_code = group_members.position_code

),

by_management as (

    select
        quarantined_rows.report_year,
        quarantined_rows.unit_code,
        quarantined_rows.subject_key,
        populations.population
    from quarantined_rows
    inner join {{ ref('stg_population') }} as populations
        on
            populations.basis = 'managed_by'
            and (
                quarantined_rows.managed_by = populations.value
                or (
                    quarantined_rows.managed_by is null
                    and trim(quarantined_rows.managed_by_sent) <> ''
                )
            )

)

select * from by_position
union
select * from by_management
