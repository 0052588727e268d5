-- The latest word on a doubt holds: who sends the sheet back with a blank takes an explanation back.
with

answers as (

    select
        report_year,
        unit_code,
        fingerprint,
        explanation,
        received_at,
        file_path,
        row_number as told_in_row
    from {{ source('judged', 'explanation') }}

),

told as (

    select
        report_year,
        unit_code,
        fingerprint,
        explanation,
        row_number() over (
            partition by report_year, unit_code, fingerprint
            order by received_at desc, file_path desc, told_in_row desc
        ) as lateness
    from answers

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
