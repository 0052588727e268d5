-- The populations to which the organisation of a quarantined row of form 01 may belong: by its type as read;
-- else by the types that its code has in other years of the unit; else every one.
with

quarantined_rows as (

    select
        form_rows.row_id,
        form_rows.report_year,
        form_rows.unit_code,
        form_rows.organisation_code,
        form_rows.organisation_name_key,
        form_rows.organisation_type,
        coalesce(form_rows.organisation_code, form_rows.row_id) as subject_key
    from {{ ref('stg_form_01_row') }} as form_rows
    inner join {{ ref('dim_report_year') }} as report_years
        on form_rows.report_year = report_years.report_year
    where
        form_rows.verdict = 'quarantined'
        and not form_rows.is_duplicate
        and coalesce(form_rows.founded_on <= report_years.snapshot_on, true)
        and coalesce(form_rows.dissolved_until >= report_years.snapshot_on, true)

),

types_of_other_years as (

    select distinct
        quarantined_rows.row_id,
        other_years.organisation_type
    from quarantined_rows
    inner join {{ ref('int_organisation_row') }} as other_years
        on
            quarantined_rows.unit_code = other_years.unit_code
            and quarantined_rows.organisation_code = other_years.organisation_code
            and quarantined_rows.report_year <> other_years.report_year
    where quarantined_rows.organisation_type is null and other_years.organisation_type is not null

),

-- NULL: nothing tells the type
with_type as (

    select
        quarantined_rows.report_year,
        quarantined_rows.unit_code,
        quarantined_rows.subject_key,
        quarantined_rows.organisation_code,
        coalesce(quarantined_rows.organisation_name_key, '') as organisation_name_key,
        coalesce(quarantined_rows.organisation_type, types_of_other_years.organisation_type)
            as organisation_type
    from quarantined_rows
    left join types_of_other_years
        on quarantined_rows.row_id = types_of_other_years.row_id

)

select distinct
    with_type.report_year,
    with_type.unit_code,
    with_type.subject_key,
    with_type.organisation_code,
    with_type.organisation_name_key,
    populations.population
from with_type
inner join {{ ref('stg_population') }} as populations
    on
        populations.basis = 'organisation_type'
        and coalesce(with_type.organisation_type, populations.value) = populations.value
