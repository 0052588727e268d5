with

versions as (

    select * from {{ ref('stg_return_version') }}

),

usable as (

    select * from versions
    where is_usable

),

-- The next usable version replaces a usable one as a whole.
replaced as (

    select
        version_id,
        lead(version_id) over (
            partition by report_year, unit_code, form order by version_number
        ) as superseded_by_version_id,
        lead(received_at) over (
            partition by report_year, unit_code, form order by version_number
        ) as superseded_at
    from usable

)

select
    versions.version_id,
    versions.report_year,
    versions.unit_code,
    versions.form,
    versions.version_number,
    versions.received_at,
    case
        when not versions.is_usable then 'rejected'
        when versions.is_in_force then 'in_force'
        else 'superseded'
    end as version_state,
    versions.is_usable,
    versions.is_in_force,
    versions.is_counted,
    replaced.superseded_by_version_id,
    replaced.superseded_at,
    versions.file_key,
    versions.file_path,
    versions.source_sha256,
    versions.rows_read,
    versions.rows_accepted,
    versions.rows_quarantined,
    versions.rows_non_data,
    versions.control_total
from versions
left join replaced
    on versions.version_id = replaced.version_id
