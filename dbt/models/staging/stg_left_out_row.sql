select
    file_key,
    report_year,
    unit_code,
    form,
    sheet_index,
    sheet,
    row_number,
    kind,
    text
from {{ source('judged', 'left_out_row') }}
