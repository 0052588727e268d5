select
    as_of,
    resolution_code,
    report_year,
    unit_code,
    indicator_code,
    series,
    cause_number,
    cause,
    relation,
    what,
    return_report_year,
    return_unit_code,
    return_form,
    input_name,
    cause_vi,
    cause_en
from {{ ref('fct_indicator_change_cause') }}
