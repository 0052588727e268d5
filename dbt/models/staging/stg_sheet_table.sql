select
    file_key,
    report_year,
    unit_code,
    sheet_index,
    sheet,
    table_number,
    form,
    is_hidden,
    is_feedback,
    rows_read,
    rows_data
from {{ source('judged', 'sheet_table') }}
