select
    row_id,
    row_digest
from {{ source('judged', 'form_01_row') }}

union all

select
    row_id,
    row_digest
from {{ source('judged', 'form_02_row') }}

union all

select
    row_id,
    row_digest
from {{ source('judged', 'form_03_row') }}

union all

select
    row_id,
    row_digest
from {{ source('judged', 'form_04_row') }}
