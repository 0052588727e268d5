-- Rule 10 (b): the quarantined rows of subjects that may belong to the population.
with

missed as (

    select distinct
        subject_key,
        sent_by_unit_code
    from indicators.int_quarantined_subject
    where
        resolution_code = $resolution
        and indicator_code = $indicator
        and report_year = $year
        and unit_code = $unit
        and series = $series

),

quarantined_rows as (

    select
        coalesce(person_key, row_id) as subject_key,
        unit_code,
        report_year,
        version_id,
        form,
        sheet,
        row_number,
        row_order,
        quarantine_rules,
        full_name as name
    from staging.stg_form_02_row
    where verdict = 'quarantined' and not is_duplicate

    union all

    select
        coalesce(organisation_code, row_id) as subject_key,
        unit_code,
        report_year,
        version_id,
        form,
        sheet,
        row_number,
        row_order,
        quarantine_rules,
        organisation_name as name
    from staging.stg_form_01_row
    where verdict = 'quarantined' and not is_duplicate

)

select
    missed.subject_key,
    quarantined_rows.name,
    quarantined_rows.unit_code,
    quarantined_rows.form,
    versions.file_path,
    quarantined_rows.sheet,
    quarantined_rows.row_number,
    quarantined_rows.quarantine_rules
from missed
inner join quarantined_rows
    on
        missed.subject_key = quarantined_rows.subject_key
        and missed.sent_by_unit_code = quarantined_rows.unit_code
left join core.fct_return_version as versions
    on quarantined_rows.version_id = versions.version_id
where quarantined_rows.report_year = $year
order by quarantined_rows.unit_code, quarantined_rows.form, quarantined_rows.sheet, quarantined_rows.row_order
