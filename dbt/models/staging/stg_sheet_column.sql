-- Two sheets of one form may bear one name only in files of different formats; the leftmost column is taken.
select
    file_key,
    sheet,
    form,
    column_name,
    min(column_number) as column_number
from {{ source('judged', 'sheet_column') }}
group by file_key, sheet, form, column_name
