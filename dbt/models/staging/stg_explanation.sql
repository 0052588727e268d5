-- The latest word on a doubt holds: who sends the sheet back with a blank takes an explanation back.
with

told as (

    select
        report_year,
        unit_code,
        fingerprint,
        explanation,
        row_number() over (
            partition by report_year, unit_code, fingerprint
            order by received_at desc, file_path desc, "row_number" desc
        ) as lateness
    from {{ source('judged', 'explanation') }}

)

select
    report_year,
    unit_code,
    fingerprint,
    explanation
from told
where
    lateness = 1
    and trim(explanation) <> ''
