-- Every version received of the forms that the figure looks at, and the forms that are missing. A course counts in the
-- year in which it ended, whichever year's return brings it: of form 04 every year's.
with

needed as (

    select distinct
        forms.report_year,
        forms.unit_code,
        forms.form
    from indicators.int_indicator_form as forms
    inner join marts.dim_indicator as indicators
        on
            forms.resolution_code = indicators.resolution_code
            and forms.indicator_code = indicators.indicator_code
    where
        forms.resolution_code = $resolution
        and forms.indicator_code = $indicator
        and forms.scope_code = $unit
        and (
            forms.report_year = $year
            or (forms.form = indicators.counted_form and indicators.course_window is not null)
        )

)

select
    needed.report_year,
    needed.unit_code,
    needed.form,
    versions.version_number,
    coalesce(versions.version_state, 'missing') as version_state,
    versions.received_at,
    versions.file_path,
    versions.source_sha256,
    versions.rows_read,
    versions.rows_accepted,
    versions.rows_quarantined
from needed
left join core.fct_return_version as versions
    on
        needed.report_year = versions.report_year
        and needed.unit_code = versions.unit_code
        and needed.form = versions.form
order by needed.report_year, needed.unit_code, needed.form, versions.version_number
