-- A set of counts is kept for each day on which it changed. Tonight joins them only when it differs from the
-- last one, so the same night again publishes the same rows. What was counted before and is gone is 0, once.
with

night as (

    select night_on from {{ ref('stg_night') }}

),

recorded as (

    select
        counts.seen_on,
        counts.report_year,
        counts.unit_code,
        counts.form,
        counts.rule_id,
        counts.severity,
        counts.findings
    from {{ ref('stg_quality_count') }} as counts
    inner join night
        on counts.seen_on < night.night_on

),

last_day as (

    select max(seen_on) as seen_on from recorded

),

last_set as (

    select
        recorded.report_year,
        recorded.unit_code,
        recorded.form,
        recorded.rule_id,
        recorded.severity,
        recorded.findings
    from recorded
    inner join last_day
        on recorded.seen_on = last_day.seen_on
    where recorded.findings <> 0

),

tonight as (

    select
        report_year,
        unit_code,
        form,
        rule_id,
        severity,
        findings
    from {{ ref('fct_quality_count') }}

),

compared as (

    select
        coalesce(tonight.report_year, last_set.report_year) as report_year,
        coalesce(tonight.unit_code, last_set.unit_code) as unit_code,
        coalesce(tonight.form, last_set.form) as form,
        coalesce(tonight.rule_id, last_set.rule_id) as rule_id,
        coalesce(tonight.severity, last_set.severity) as severity,
        coalesce(tonight.findings, 0) as findings,
        coalesce(last_set.findings, 0) as findings_before
    from tonight
    full outer join last_set
        on
            tonight.report_year = last_set.report_year
            and tonight.unit_code = last_set.unit_code
            and tonight.form = last_set.form
            and tonight.rule_id = last_set.rule_id
            and tonight.severity = last_set.severity

),

all_sets as (

    select
        seen_on,
        report_year,
        unit_code,
        form,
        rule_id,
        severity,
        findings
    from recorded
    union all
    select
        night.night_on as seen_on,
        compared.report_year,
        compared.unit_code,
        compared.form,
        compared.rule_id,
        compared.severity,
        compared.findings
    from compared
    cross join night
    where exists (
        select 1
        from compared as difference
        where difference.findings <> difference.findings_before
    )

)

select
    seen_on,
    report_year,
    unit_code,
    form,
    rule_id,
    severity,
    cast(findings as bigint) as findings
from all_sets
