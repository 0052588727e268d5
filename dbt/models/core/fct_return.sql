-- Expected or received, one row each: the two sets are joined from both sides, so that neither can hide the
-- other.
with

forms_due as (

    select
        unit_years.report_year,
        unit_years.unit_code,
        forms.form
    from {{ ref('dim_unit_year') }} as unit_years
    inner join {{ ref('dim_form') }} as forms
        on
            unit_years.report_year >= coalesce(forms.from_year, unit_years.report_year)
            and unit_years.report_year <= coalesce(forms.to_year, unit_years.report_year)
    where forms.is_owed

),

versions as (

    select * from {{ ref('fct_return_version') }}

),

received as (

    select
        report_year,
        unit_code,
        form,
        count(*) as versions,
        max(case when is_in_force then version_id end) as version_in_force,
        max(version_number) as latest_version_number,
        min(case when is_usable then received_at end) as first_usable_at
    from versions
    group by report_year, unit_code, form

),

either as (

    select
        coalesce(forms_due.report_year, received.report_year) as report_year,
        coalesce(forms_due.unit_code, received.unit_code) as unit_code,
        coalesce(forms_due.form, received.form) as form,
        forms_due.form is not null as is_expected,
        coalesce(received.versions, 0) as versions,
        received.version_in_force,
        received.latest_version_number,
        received.first_usable_at
    from forms_due
    full outer join received
        on
            forms_due.report_year = received.report_year
            and forms_due.unit_code = received.unit_code
            and forms_due.form = received.form

)

select
    either.report_year,
    either.unit_code,
    either.form,
    either.is_expected,
    case
        when either.version_in_force is not null then 'accepted'
        when either.versions > 0 then 'rejected'
        else 'missing'
    end as state,
    either.version_in_force as version_id,
    shown.received_at,
    either.first_usable_at,
    coalesce(
        either.first_usable_at >= {{ end_of_day('report_years.due_on') }}, false
    ) as is_late,
    report_years.due_on,
    case
        when either.first_usable_at >= {{ end_of_day('report_years.due_on') }}
            then {{ days_between('report_years.due_on', 'cast(either.first_usable_at as date)') }}
        when either.first_usable_at is not null then 0
    end as days_late,
    either.versions,
    shown.source_sha256,
    case when either.version_in_force is not null then shown.rows_read else 0 end as rows_read,
    case when either.version_in_force is not null then shown.rows_accepted else 0 end as rows_accepted,
    case when either.version_in_force is not null then shown.rows_quarantined else 0 end as rows_quarantined
from either
left join {{ ref('dim_report_year') }} as report_years
    on either.report_year = report_years.report_year
-- the version to speak of: the one in force, else the latest one received
left join versions as shown
    on
        either.report_year = shown.report_year
        and either.unit_code = shown.unit_code
        and either.form = shown.form
        and (
            either.version_in_force = shown.version_id
            or (either.version_in_force is null and either.latest_version_number = shown.version_number)
        )
