select
    file_key,
    report_year,
    unit_code,
    file_path,
    source_sha256,
    received_at,
    size_bytes,
    is_readable,
    is_counted
from {{ source('ledger', 'received_file') }}
